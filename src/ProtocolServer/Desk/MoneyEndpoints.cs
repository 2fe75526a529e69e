using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Desk;

/// <summary>
/// The JSON API of money: wallets for print-management servers, fees and cash for the desk. Each endpoint stands for one command, the same that
/// SIP2 and NCIP send.
/// </summary>
static class MoneyEndpoints
{
    public static void MapMoney(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Money");
        MapWallets(api);
        MapFees(api);
        MapCash(api);
        api.MapLooks();
    }

    static void MapWallets(RouteGroupBuilder api)
    {
        api.MapGet("/readers/{card}/wallet", static (string card, HttpContext http, MoneyApi money) =>
            money.DoAsync(http, card, call => new LookUpWallet(new(card), call.CurrencyOr(null)), Wallet)).WithSummary("Balance of a prepaid account").Shows(ApiExamples.Balance);
        api.MapPost("/wallet/authorisations", static (AuthoriseRequest r, HttpContext http, MoneyApi money) =>
            money.DoAsync(http, r with { Pin = "" }, call => new AuthoriseWallet(new(r.Card), call.CurrencyOr(r.Currency), r.ChipId) { TransactionId = call.Number }, Wallet, r.Pin))
            .WithSummary("First use of a card, with its PIN").Shows(ApiExamples.FirstUse);
        api.MapPost("/wallet/holds", static (HoldRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r with { Pin = null },
            call => new ReserveMoney(new(r.Card), r.Amount, call.CurrencyOr(r.Currency), r.Purpose ?? "PRINT")
            {
                TransactionId = call.Number, WantedFor = r.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            }, Wallet, r.Pin)).WithSummary("Hold what a job may cost").Shows(ApiExamples.Hold);
        api.MapPost("/wallet/holds/{hold}/capture", static (string hold, CaptureRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new CaptureMoney(new(r.Card), hold, r.Amount ?? "", call.CurrencyOr(r.Currency)) { TransactionId = call.Number, Pages = [.. r.Pages ?? []] }, Wallet))
            .WithSummary("Charge what the job did cost; the rest is free at once").Shows(ApiExamples.Capture);
        api.MapPost("/wallet/holds/{hold}/release", static (string hold, ReleaseRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new ReleaseMoney(new(r.Card), hold, call.CurrencyOr(r.Currency)) { TransactionId = call.Number }, Wallet)).WithSummary("Give a hold back").Shows(ApiExamples.Release);
        api.MapPost("/wallet/debits", static (DebitRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r with { Pin = null },
            call => new SpendMoney(new(r.Card), r.Amount, call.CurrencyOr(r.Currency), r.Purpose ?? "PRINT") { TransactionId = call.Number }, Wallet, r.Pin))
            .WithSummary("Pay for a service of a fixed price").Shows(ApiExamples.Debit);
        api.MapPost("/wallet/top-ups", static (TopUpRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new TopUp(new(r.Card), r.Amount, call.CurrencyOr(r.Currency), r.PaymentType)
            {
                TransactionId = call.Number, Inserted = r.Inserted, Receipt = ReceiptOf(call, r.Operator),
            }, Wallet)).WithSummary("Pay into a prepaid account; with an operator an official receipt is issued").Shows(ApiExamples.TopUp);
        api.MapPost("/wallet/recredits", static (RecreditRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new Recredit(new(r.Card), r.Debit, r.Amount, call.CurrencyOr(r.Currency), r.Reason) { TransactionId = call.Number, Operator = r.Operator }, Wallet))
            .WithSummary("Give back what a fault has cost").Shows(ApiExamples.Recredit);
        api.MapPost("/wallet/copy-cards", static (CopyCardRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new TransferCopyCard(new(r.Card), r.CopyCard, r.Amount, call.CurrencyOr(r.Currency)) { TransactionId = call.Number, Operator = r.Operator }, Wallet))
            .WithSummary("Empty an old copy card, once for ever").Shows(ApiExamples.CopyCard);
    }

    static void MapFees(RouteGroupBuilder api)
    {
        api.MapPost("/payments", static (PaymentRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new Pay(new(r.Card), r.Amount, call.CurrencyOr(r.Currency), r.PaymentType)
            {
                TransactionId = call.Number, Charges = [.. r.Charges ?? []], MayTouchWallet = call.Agency.Library.Wallet is not null,
                Operator = r.Operator, Receipt = ReceiptOf(call, r.Operator),
            },
            static (answer, o) => answer with
            {
                Number = o.Number?.ToString("N"), Receipt = o.Receipt, Wallet = WalletAnswer.Of(o.Figures),
                Paid = [.. o.Allocations.Select(part => new PaidPart(part.Charge.Number, part.Applied.ToString(), part.Left.ToString()))],
            })).WithSummary("Pay, write off or waive what is owed").Shows(ApiExamples.Payment);
        api.MapPost("/charges", static (ChargeRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new AssessCharge(new(r.Card), r.Amount, call.CurrencyOr(r.Currency), r.FeeType) { TransactionId = call.Number, Description = r.Description },
            static (answer, o) => answer with { Number = o.Number?.ToString("N") })).WithSummary("Put a fee on a reader's account").Shows(ApiExamples.Charge);
        api.MapPost("/charges/listed", static (ListedFeeRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new ChargeListedFee(new(r.Card), r.Fee) { TransactionId = call.Number },
            static (answer, o) => answer with { Number = o.Number?.ToString("N") })).WithSummary("A fee that the library's rules name").Shows(ApiExamples.Listed);
        api.MapPost("/deposits", static (DepositRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new SettleDeposit(new(r.Card), r.Level, r.PaymentType) { TransactionId = call.Number, Receipt = ReceiptOf(call, r.Operator) },
            static (answer, o) => answer with { Number = o.Number?.ToString("N"), Amount = o.Moved?.ToString(), Receipt = o.Receipt })).WithSummary("Bring a deposit to its level").Shows(ApiExamples.Deposit);
        api.MapPost("/items/{barcode}/lost", static (string barcode, LostRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new ReportItemLost(new(barcode)) { TransactionId = call.Number, IsDamaged = r.IsDamaged, NewCopyIsbn = r.NewCopyIsbn, Price = r.Price },
            static (answer, o) => answer with { Amount = o.Charged?.ToString() })).WithSummary("A reader has lost or damaged a copy").Shows(ApiExamples.Lost);
    }

    static void MapCash(RouteGroupBuilder api)
    {
        api.MapPost("/vaults/{terminal}/emptying", static (string terminal, EmptyingRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new EmptyVault(new(Uri.UnescapeDataString(terminal)), r.Counted, r.Operator) { TransactionId = call.Number },
            static (answer, o) => answer with { Number = o.Number?.ToString("N"), Counted = o.CountedSum?.ToString(), Expected = o.Expected?.ToString(), Difference = o.Difference?.ToString() }))
            .WithSummary("A cash machine is emptied and counted").Shows(ApiExamples.Emptying);
        api.MapPost("/slips/{reference}/settlement", static (string reference, AssignRequest r, HttpContext http, MoneyApi money) => money.DoAsync(http, r,
            call => new AssignCash(new(r.Machine), reference, r.Card is { } card ? new(card) : null, r.Operator) { TransactionId = call.Number, Currency = call.CurrencyOr(null) }, Wallet))
            .WithSummary("A fault slip is assigned to a reader, or given back").Shows(ApiExamples.Slip);
    }

    /// <summary>Who takes money in person gives an official receipt for it (LV-9).</summary>
    static ReceiptWanted? ReceiptOf(ApiCall call, string? who) => string.IsNullOrWhiteSpace(who) ? null : new(call.Agency.Id, who);

    static ApiAnswer Wallet(ApiAnswer answer, WalletResult o) => answer with
    {
        Number = o.Number?.ToString("N"), Amount = o.Amount?.ToString(), HeldUntil = o.HeldUntil, Receipt = o.Receipt, Wallet = WalletAnswer.Of(o.Figures),
    };
}
