namespace ProtocolServer.Desk;

// What programs send. Amounts are decimal texts with a point, such as "1.20"; the currency is the agency's where none is given.

/// <param name="Purpose">COPY, PRINT, SCAN, FAX or OTHER.</param>
/// <param name="Seconds">How long the money is held; a quarter of an hour where absent, at most a week.</param>
sealed record HoldRequest(string Card, string Amount, string? Currency, string? Pin, string? Purpose, int? Seconds);

/// <param name="Amount">What was delivered; may be left out where the pages say it.</param>
/// <param name="Pages">Lines of paper;colour;sides;service;sheets;unit price.</param>
sealed record CaptureRequest(string Card, string? Amount, string? Currency, string[]? Pages);

sealed record ReleaseRequest(string Card, string? Currency);

sealed record DebitRequest(string Card, string Amount, string? Currency, string? Pin, string? Purpose);

/// <param name="PaymentType">00 cash, 02 credit card, 03 debit card, 04 e-payment.</param>
/// <param name="Operator">Who took it; with it an official receipt is issued.</param>
sealed record TopUpRequest(string Card, string Amount, string? Currency, string PaymentType, string? Inserted, string? Operator);

/// <param name="Debit">Number of the debit or hold.</param>
sealed record RecreditRequest(string Card, string Debit, string Amount, string? Currency, string Reason, string Operator);

sealed record CopyCardRequest(string Card, string CopyCard, string Amount, string? Currency, string Operator);

sealed record AuthoriseRequest(string Card, string Pin, string? ChipId, string? Currency);

/// <param name="Charges">Fees by number; the oldest first where absent.</param>
/// <param name="PaymentType">00 cash, 02 credit card, 03 debit card, 04 e-payment, 06 from the wallet, 08 written off, 09 waived.</param>
sealed record PaymentRequest(string Card, string Amount, string? Currency, string PaymentType, string[]? Charges, string? Operator);

/// <param name="FeeType">Two digits of the SIP2 list.</param>
sealed record ChargeRequest(string Card, string Amount, string? Currency, string FeeType, string? Description);

/// <param name="Fee">enrolment or card-replacement.</param>
sealed record ListedFeeRequest(string Card, string Fee);

/// <param name="Level">The level the card will have; absent: it is withdrawn.</param>
sealed record DepositRequest(string Card, string? Level, string PaymentType);

/// <param name="NewCopyIsbn">ISBN of the copy that was brought; absent: it is paid.</param>
/// <param name="Price">Where the item's record has none.</param>
sealed record LostRequest(bool IsDamaged, string? NewCopyIsbn, string? Price);

/// <param name="Counted">Notes and coins: 5.00x2,0.20x3.</param>
sealed record EmptyingRequest(string Counted, string Operator);

/// <param name="Card">Whose wallet; absent: it is given back in cash.</param>
sealed record AssignRequest(string Machine, string? Card, string Operator);

/// <param name="Gateway">Its name in this server's settings: alipay, wechat.</param>
/// <param name="Amount">Absent: all of the fees that are meant.</param>
/// <param name="Charges">Fees by number; all that is owed where absent.</param>
/// <param name="IsTopUp">Into the prepaid account instead of fees.</param>
sealed record OnlinePaymentRequest(string Card, string Gateway, string? Amount, string[]? Charges, bool IsTopUp, string? Pin);

/// <param name="Reason">Why it goes back.</param>
/// <param name="Operator">Who decided it.</param>
sealed record OnlineRefundRequest(string Amount, string Reason, string Operator);
