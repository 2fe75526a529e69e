using System.Text.Json;
using System.Text.Json.Serialization;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Desk;

// What programs send. Amounts are decimal texts with a point, such as "1.20"; the currency is the agency's where none is given.

/// <param name="Purpose">COPY, PRINT, SCAN, FAX or OTHER.</param>
/// <param name="Seconds">How long the money is held; a quarter of an hour where absent, at most a week.</param>
sealed record HoldRequest(string Card, string Amount, string? Currency = null, string? Pin = null, string? Purpose = null, int? Seconds = null);

/// <param name="Amount">What was delivered; may be left out where the pages say it.</param>
/// <param name="Pages">Lines of paper;colour;sides;service;sheets;unit price.</param>
sealed record CaptureRequest(string Card, string? Amount = null, string? Currency = null, string[]? Pages = null);

sealed record ReleaseRequest(string Card, string? Currency = null);

sealed record DebitRequest(string Card, string Amount, string? Currency = null, string? Pin = null, string? Purpose = null);

/// <param name="PaymentType">00 cash, 02 credit card, 03 debit card, 04 e-payment.</param>
/// <param name="Operator">Who took it; with it an official receipt is issued.</param>
sealed record TopUpRequest(string Card, string Amount, string PaymentType, string? Currency = null, string? Inserted = null, string? Operator = null);

/// <param name="Debit">Number of the debit or hold.</param>
/// <param name="Operator">Who decided it; two, with a comma between, above what the library trusts one person with.</param>
sealed record RecreditRequest(string Card, string Debit, string Amount, string Reason, string Operator, string? Currency = null);

sealed record CopyCardRequest(string Card, string CopyCard, string Amount, string Operator, string? Currency = null);

sealed record AuthoriseRequest(string Card, string Pin, string? ChipId = null, string? Currency = null);

/// <param name="Charges">Fees by number; the oldest first where absent.</param>
/// <param name="PaymentType">00 cash, 02 credit card, 03 debit card, 04 e-payment, 06 from the wallet, 08 written off, 09 waived.</param>
sealed record PaymentRequest(string Card, string Amount, string PaymentType, string? Currency = null, string[]? Charges = null, string? Operator = null);

/// <param name="FeeType">Two digits of the SIP2 list.</param>
sealed record ChargeRequest(string Card, string Amount, string FeeType, string? Currency = null, string? Description = null);

/// <param name="Fee">enrolment or card-replacement.</param>
sealed record ListedFeeRequest(string Card, [property: JsonConverter(typeof(ListedFees))] ListedFee Fee);

/// <summary>Fees in the words of the library files.</summary>
sealed class ListedFees() : JsonStringEnumConverter<ListedFee>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

/// <param name="Level">The level the card will have; absent: it is withdrawn.</param>
/// <param name="Operator">Who took it; with it an official receipt of what is taken in is issued.</param>
sealed record DepositRequest(string Card, string PaymentType, string? Level = null, string? Operator = null);

/// <param name="NewCopyIsbn">ISBN of the copy that was brought; absent: it is paid.</param>
/// <param name="Price">Instead of the one by the item's record.</param>
sealed record LostRequest(bool IsDamaged = false, string? NewCopyIsbn = null, string? Price = null);

/// <param name="Counted">Notes and coins: 5.00x2,0.20x3.</param>
sealed record EmptyingRequest(string Counted, string Operator);

/// <param name="Card">Whose wallet; absent: it is given back in cash.</param>
sealed record AssignRequest(string Machine, string Operator, string? Card = null);

/// <param name="Gateway">Its name in this server's settings: alipay, wechat.</param>
/// <param name="Amount">Absent: all of the fees that are meant.</param>
/// <param name="Charges">Fees by number; all that is owed where absent.</param>
/// <param name="IsTopUp">Into the prepaid account instead of fees.</param>
sealed record OnlinePaymentRequest(string Card, string Gateway, string? Amount = null, string[]? Charges = null, bool IsTopUp = false, string? Pin = null);

/// <param name="Reason">Why it goes back.</param>
/// <param name="Operator">Who decided it; two, with a comma between, above what the library trusts one person with.</param>
sealed record OnlineRefundRequest(string Amount, string Reason, string Operator);
