using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>
/// CreateUser: a reader is enrolled with what the message brings. The number of the card is the message's, or the library's rule makes one;
/// AuthenticationInput sets the PIN.
/// </summary>
static class CreateUser
{
    public static readonly NcipService Service = new CommandService<EnrolReader.Result>("CreateUser", Bind, static (answer, o, r) => answer.Add(r.UserId(o.Card)));

    static Command<EnrolReader.Result> Bind(NcipRequest m)
    {
        var details = UserDetails.Read(m, m.Body, ProblemTypes.Rule);
        if (details.Name is null or "") m.Note(new(ProblemTypes.NeededData, "NameInformation"));
        var unknown = details.Memberships.FirstOrDefault(agency => agency != m.Agency.Id && !m.Partner.Serves(agency));
        if (unknown.Value is { Length: > 0 }) m.Note(new(ProblemTypes.Rule, "AgencyId", unknown.Value));
        var (card, pin) = Credentials(m);
        var isFirst = pin is null && m.Library.Pins.Initial is InitialPin.BirthDate && details.BirthDate is not null;
        if (isFirst) pin = details.BirthDate!.Value.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        if (m.Problems.Count == 0) details = details.WithPin(pin, isFirst);
        return new EnrolReader(card, details) { UsualCategory = m.Partner.Category, Block = UpdateUser.Blocks(m, "", ProblemTypes.Rule) };
    }

    /// <summary>The number and the PIN she will be known by: here they authenticate nobody yet.</summary>
    static (CardNumber? Card, string? Pin) Credentials(NcipRequest m)
    {
        var number = m.Body["UserId"] is { } id ? id.TextAt("UserIdentifierValue") : null;
        if (number is "") m.Note(new(ProblemTypes.NeededData, "UserIdentifierValue"));
        string? pin = null;
        foreach (var input in m.Body.All("AuthenticationInput"))
        {
            var data = input.TextAt("AuthenticationInputData");
            switch (NcipRequest.KindOf(input))
            {
                case InputKind.Secret when pin is null && data.Length > 0: pin = data; break;
                case InputKind.Card when data.Length > 0 && (number is null || number == data): number = data; break;
                default: m.Note(new(ProblemTypes.UserAuthentication)); break;
            }
        }
        return (number is { Length: > 0 } ? new(number) : null, pin);
    }
}

/// <summary>DeleteUser: who has brought everything back, owes nothing and has no money left here leaves.</summary>
static class DeleteUser
{
    public static readonly NcipService Service = new CommandService<ReaderResult>("DeleteUser", static m => new WithdrawReader(m.Card(), m.Library.Currency.Code), Render, UpdateUser.RefusalOf);

    static void Render(NcipElement answer, ReaderResult o, NcipReply r) => answer.Add(r.UserId(o.Reader!.Card.Number));
}
