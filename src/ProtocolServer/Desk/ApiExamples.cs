namespace ProtocolServer.Desk;

/// <summary>What a request and its answer look like, as JSON; each is checked against the API's own schemas by a test.</summary>
/// <param name="Request">Null where nothing is sent.</param>
sealed record ApiExample(string? Request, string Answer);

/// <summary>An example for each address.</summary>
static class ApiExamples
{
    const string Number = "0198f4a0c7d27bd0a1c5d0c3a7f1e234";

    const string Balance9 = """ "wallet":{"available":"9.10","held":"0.00","headroom":"490.90","state":"Active","currency":"EUR"} """;

    const string Held = """ "wallet":{"available":"8.80","held":"1.20","headroom":"490.00","state":"Active","currency":"EUR"} """;

    const string Done = $$"""{"texts":[],"number":"{{Number}}","amount":"0.90",{{Balance9}}}""";

    public static readonly ApiExample Balance = new(null, $$"""{"texts":["Prepaid balance: EUR 9.10."],{{Balance9}}}""");

    public static readonly ApiExample FirstUse = new("""{"card":"1000081","pin":"1234","chipId":"04A2B9C1"}""", $$"""{"texts":["Your card can be used for copying now. Prepaid balance: EUR 9.10."],{{Balance9}}}""");

    public static readonly ApiExample Hold = new("""{"card":"1000061","amount":"1.20","purpose":"PRINT","seconds":600}""",
        $$"""{"texts":[],"number":"{{Number}}","heldUntil":"2026-03-10T12:25:00+00:00",{{Held}}}""");

    public static readonly ApiExample Capture = new("""{"card":"1000061","pages":["A4;bw;1;print;15;0.06"]}""", Done);

    public static readonly ApiExample Release = new("""{"card":"1000061"}""", $$"""{"texts":[],"number":"{{Number}}",{{Balance9}}}""");

    public static readonly ApiExample Debit = new("""{"card":"1000061","amount":"0.90","purpose":"SCAN"}""", Done);

    public static readonly ApiExample TopUp = new("""{"card":"1000061","amount":"5.00","paymentType":"00","operator":"ilze"}""",
        $$"""{"texts":["EUR 5.00 paid in. Prepaid balance: EUR 9.10."],"number":"{{Number}}","amount":"5.00","receipt":"2026-03-10/0007",{{Balance9}}}""");

    public static readonly ApiExample Recredit = new($$"""{"card":"1000061","debit":"{{Number}}","amount":"0.30","reason":"paper jam","operator":"ilze"}""", Done);

    public static readonly ApiExample CopyCard = new("""{"card":"1000061","copyCard":"K-00417","amount":"0.90","operator":"ilze"}""", Done);

    public static readonly ApiExample Payment = new("""{"card":"1000105","amount":"2.00","paymentType":"03","charges":["17"],"operator":"ilze"}""",
        $$"""{"texts":["EUR 2.00 paid, thank you. Still owed: EUR 16.00."],"number":"{{Number}}","receipt":"2026-03-10/0008","paid":[{"charge":17,"applied":"2.00","left":"16.00"}]}""");

    public static readonly ApiExample Charge = new("""{"card":"1000105","amount":"3.00","feeType":"01","description":"Database print"}""", $$"""{"texts":["A fee of EUR 3.00 was added to the account."],"number":"{{Number}}"}""");

    public static readonly ApiExample Listed = new("""{"card":"1000001","fee":"enrolment"}""", $$"""{"texts":["A fee of HUF 2400 was added to the account."],"number":"{{Number}}"}""");

    public static readonly ApiExample Deposit = new("""{"card":"1100000001","level":"B","paymentType":"00"}""", $$"""{"texts":[],"number":"{{Number}}","amount":"50.00"}""");

    public static readonly ApiExample Lost = new("""{"isDamaged":false,"newCopyIsbn":"978-7-02-000221-4"}""", """{"texts":[],"amount":"10.00"}""");

    public static readonly ApiExample Emptying = new("""{"counted":"10.00x2,0.20x3","operator":"ilze"}""", $$"""{"texts":[],"number":"{{Number}}","counted":"20.60","expected":"20.80","difference":"-0.20"}""");

    public static readonly ApiExample Slip = new("""{"machine":"cash-2","card":"1000061","operator":"ilze"}""", Done);

    public static readonly ApiExample Charges = new(null, $$"""
        [{"number":17,"agency":"RIGA","feeType":"04","about":"Lāčplēsis","barcode":"B000001601","open":"0.15","currency":"EUR","assessedAt":"2026-03-01T22:00:00+00:00",
          "entries":[{"at":"2026-03-01T22:00:00+00:00","reason":"accrued","amount":"0.25","number":"{{Number}}"},
                     {"at":"2026-03-02T09:12:00+00:00","reason":"paid","amount":"-0.10","terminal":"cash-2","source":"cash2-000017","number":"{{Number}}"}]}]
        """);

    public static readonly ApiExample Prices = new(null, """
        {"currency":"EUR","cap":"500.00","activationMinutes":15,"needsFirstUse":true,"denominations":["0.20","5.00"],
         "prices":[{"service":"print","paper":"A4","colour":"bw","sides":"1","price":"0.06"},{"service":"scan","price":"0.03"}]}
        """);

    public static readonly ApiExample Outcome = new(null, $$"""{"key":"job-17","status":200,"answer":{{Done}}}""");

    public static readonly ApiExample Vaults = new(null,
        """[{"terminal":"cash-2","kind":"cash","location":"HALL-2","amount":"20.80","currency":"EUR","unassigned":"5.00","pieces":[{"value":"0.20","count":4},{"value":"10.00","count":2}]}]""");

    public static readonly ApiExample Slips = new(null,
        """[{"terminal":"cash-2","reference":"cash2-000018","amount":"5.00","currency":"EUR","why":"card-unknown","takenAt":"2026-03-10T12:15:00+00:00"}]""");

    public static readonly ApiExample Findings = new(null,
        """[{"kind":"count","at":"2026-03-10T12:15:00+00:00","where":"cash-2","what":"over-short","detail":"10.00x2,0.20x3","amount":"-0.20","currency":"EUR"},{"kind":"repeat","at":"2026-03-10T11:02:00+00:00","where":"self-check-1","what":"Pay"}]""");

    public static readonly ApiExample Begin = new("""{"card":"1000151","gateway":"alipay"}""",
        $$"""{"texts":["Please pay CNY 1.50 on your phone."],"number":"{{Number}}","amount":"1.50","payAt":"https://pay.library.example/pay/{{Number}}"}""");

    public static readonly ApiExample Online = new(null, $$"""
        {"number":"{{Number}}","state":"Paid","gateway":"alipay","amount":"1.50","currency":"CNY","expiresAt":"2026-03-10T12:45:00+00:00","received":"1.50","rest":"0.00","refunded":"0.00",
         "paid":[{"charge":23,"feeType":"04","applied":"1.50"}]}
        """);

    public static readonly ApiExample Refund = new("""{"amount":"0.50","reason":"paid twice","operator":"chen"}""", $$"""{"texts":["CNY 0.50 will be given back the way it was paid."],"number":"{{Number}}","amount":"0.50"}""");

    public static readonly ApiExample OnlineFindings = new(null, $$"""
        [{"payment":"{{Number}}","gateway":"alipay","number":"2026031022001","card":"1000151","amount":"1.50","wanted":"1.50","currency":"CNY","rest":"1.50",
          "findings":["paid-twice","rest"],"receivedAt":"2026-03-10T12:15:00+00:00"}]
        """);

    /// <summary>Says what the address answers with, and shows it.</summary>
    public static RouteHandlerBuilder Shows<T>(this RouteHandlerBuilder route, ApiExample example) => route.Produces<T>().WithMetadata(example);

    public static RouteHandlerBuilder Shows(this RouteHandlerBuilder route, ApiExample example) => route.Shows<ApiAnswer>(example);
}
