using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Wallet;

/// <summary>What goes back above the library's threshold is decided by two people (domain reference R16).</summary>
static class FourEyes
{
    /// <param name="operators">Names of who decided, with a comma between.</param>
    public static Refusal? Refuses(string? operators, Money amount, Facts facts) =>
        facts.Library.Payments.FourEyesAboveMinor is { } most && amount.AmountMinor > most && People(operators) < 2
            ? new("second-operator-missing", new Money(most, amount.Currency))
            : null;

    static int People(string? operators) =>
        (operators ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase).Count();
}
