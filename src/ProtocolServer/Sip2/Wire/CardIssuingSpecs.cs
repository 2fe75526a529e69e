using System.Collections.Frozen;
using static ProtocolServer.Sip2.Wire.Fields;
using static ProtocolServer.Sip2.Wire.MessageSpec;
using static ProtocolServer.Sip2.Wire.Sensitivity;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// Messages beyond the standard that card-issuing machines and 24-hour libraries speak in China (domain reference 5.1): families that a
/// profile switches on by name. Where the answer's fields are not public, it has those that every observed client reads.
/// </summary>
static class CardIssuingSpecs
{
    public static readonly Sip2Field Operation = Local("XK", "sub-operation");
    public static readonly Sip2Field NationalId = Local("XO", "national id", sensitivity: Secret);
    public static readonly Sip2Field NationalIdList = Local("OX", "cards of a national id", sensitivity: Secret);
    public static readonly Sip2Field ReaderType = Local("XT", "reader type");
    public static readonly Sip2Field IssuedOn = Local("XB", "issue date");
    public static readonly Sip2Field BornOn = Local("XH", "birth date", sensitivity: Personal);
    public static readonly Sip2Field EthnicGroup = Local("XN", "ethnic group", sensitivity: Personal);
    public static readonly Sip2Field NativePlace = Local("XP", "native place", sensitivity: Personal);
    public static readonly Sip2Field Remark = Local("XF", "remark", sensitivity: Personal);
    public static readonly Sip2Field ValidUntil = Local("XD", "valid until");
    public static readonly Sip2Field ValidFrom = Local("XE", "valid from");
    public static readonly Sip2Field Sex = Local("XM", "sex", sensitivity: Personal);
    public static readonly Sip2Field NewCard = Local("XA", "new card", sensitivity: Identifier);
    public static readonly Sip2Field IcChip = Local("IC", "chip number", sensitivity: Identifier);
    public static readonly Sip2Field Fees = Local("PY", "fees taken");
    public static readonly Sip2Field NewPassword = Local("KD", "new password", sensitivity: Secret);
    public static readonly Sip2Field Mobile = Local("MP", "mobile phone", sensitivity: Personal);
    public static readonly Sip2Field Telephone = Local("BP", "phone", sensitivity: Personal);
    public static readonly Sip2Field IssuingLibrary = Local("AM", "issuing library");
    public static readonly Sip2Field FinanceRecord = Local("JK", "finance record");
    public static readonly Sip2Field PhotoLength = Local("LE", "photo length");
    public static readonly Sip2Field Photo = Local("DA", "photo in hexadecimal", sensitivity: Personal);
    public static readonly Sip2Field NewPasswordOfAn = Local("AN", "new password", sensitivity: Secret);
    public static readonly Sip2Field Found = Local("AC", "exists already");

    /// <summary>81 to 92, and 77, 79. The fixed part comes as two marks and two dates, or as one date: both are read.</summary>
    static readonly Exchange[] Enrolment =
    [
        new(Message("81", "Write Reader").Fixed(ScRenewalPolicy, NoBlock, TransactionDate, NbDueDate)
                .Required(InstitutionId, PatronId).Optional(Operation, PatronPassword, PersonalName, IssuingLibrary, TerminalPassword, Telephone, Mobile)
                .Optional(EmailAddress, HomeAddress, FeeType, FeeAmount, NationalId, ReaderType, IssuedOn, BornOn, EthnicGroup, NativePlace, Remark)
                .Optional(ValidUntil, ValidFrom, Sex, NewCard, IcChip, Fees, LoginUserId, NewPassword, TransactionId),
            Message("82", "Write Reader Response").Fixed(TransactionDate)
                .Required(InstitutionId, PatronId, Done).Optional(ValidUntil, Operation, FinanceRecord, ScreenMessage, PrintLine)),
        new(Message("83", "Reader Status").Fixed(ScRenewalPolicy, NoBlock, TransactionDate, NbDueDate)
                .Required(InstitutionId, PatronId).Optional(Operation, PatronPassword, TerminalPassword, NewCard, Fees, LoginUserId, TransactionId),
            Message("84", "Reader Status Response").Fixed(TransactionDate)
                .Required(InstitutionId, PatronId, Done).Optional(Operation, FinanceRecord, ScreenMessage, PrintLine)),
        new(Message("85", "Read Reader").Fixed(TransactionDate)
                .Required(InstitutionId, PatronId).Optional(Operation, PatronPassword, TerminalPassword, NationalId, ReaderType),
            Message("86", "Read Reader Response").Fixed(TransactionDate)
                .Required(InstitutionId, PatronId, Done).Optional(PersonalName, NationalIdList, ValidUntil, Operation, ScreenMessage, PrintLine)),
        // AC 0: not there yet. A machine that is told so would issue the card, hence OK 0 comes with it where we can't know.
        new(Message("91", "Duplicate Check").Fixed(TransactionDate)
                .Required(InstitutionId, PatronId).Optional(Operation, NationalId, ReaderType, TerminalPassword),
            Message("92", "Duplicate Check Response").Fixed(TransactionDate)
                .Required(InstitutionId, PatronId, Done).Optional(Found, ScreenMessage, PrintLine)),
        new(Message("77", "Photo Upload").Fixed(TransactionDate).Required(InstitutionId, PatronId).Optional(PhotoLength, Photo),
            Message("78", "Photo Upload Response").Fixed(TransactionDate).Required(InstitutionId, PatronId, Done).Optional(ScreenMessage, PrintLine)),
        new(Message("79", "Delete Reader").Fixed(TransactionDate).Required(InstitutionId, PatronId).Optional(PatronPassword, Operation),
            Message("80", "Delete Reader Response").Fixed(TransactionDate).Required(InstitutionId, PatronId, Done).Optional(ScreenMessage, PrintLine)),
    ];

    /// <summary>A second vendor's pairs: password change and item update.</summary>
    static readonly Exchange[] Password =
    [
        new(Message("21", "Change Password").Fixed(TransactionDate).Required(InstitutionId, PatronId).Optional(PatronPassword, NewPasswordOfAn, TerminalPassword),
            Message("22", "Change Password Response").Fixed(TransactionDate).Required(InstitutionId, PatronId, Done).Optional(ScreenMessage, PrintLine)),
        new(Message("27", "Item Update").Fixed(TransactionDate).Required(InstitutionId, ItemId).Optional(TerminalPassword),
            Message("28", "Item Update Response").Fixed(TransactionDate).Required(InstitutionId, ItemId, Done).Optional(ScreenMessage, PrintLine)),
    ];

    /// <summary>Families by the name a profile uses.</summary>
    public static readonly FrozenDictionary<string, Exchange[]> Families = new Dictionary<string, Exchange[]>(StringComparer.Ordinal)
    {
        ["card-issuing"] = Enrolment, ["password-change"] = Password, [WalletSpecs.Name] = WalletSpecs.Family, [WalletSpecs.PaidFees] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
