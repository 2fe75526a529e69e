using System.Collections.Concurrent;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Dispatch;

/// <summary>Checks PINs. The card's lock is in the database; the terminal's, against trying many cards at one machine, is here.</summary>
public sealed class PinBook(Proofs proofs, TimeProvider time)
{
    /// <summary>Wrong PINs in a row from one terminal, over all cards, before it has to wait.</summary>
    public const int WrongPerTerminal = 20;

    /// <summary>How long a terminal waits then.</summary>
    public static readonly TimeSpan TerminalLock = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<TerminalId, Strikes> strikes = new();

    public PinCheck Check(Reader? reader, string? pin, Caller caller)
    {
        var terminal = caller.Terminal;
        if (reader is null || string.IsNullOrEmpty(pin) || caller.Rules.Pin is PinRequirement.Ignored) return PinCheck.NotGiven;
        if (reader.PinHash is null) return PinCheck.NoneSet;
        if (reader.PinLockedUntil > time.GetUtcNow() || IsLocked(terminal)) return PinCheck.Locked;
        if (proofs.Verify(reader.PinHash, pin))
        {
            strikes.TryRemove(terminal, out _);
            return PinCheck.Right;
        }
        strikes.AddOrUpdate(terminal, _ => new(1, time.GetTimestamp()), (_, before) => new(before.Count + 1, time.GetTimestamp()));
        return PinCheck.Wrong;
    }

    bool IsLocked(TerminalId terminal)
    {
        if (!strikes.TryGetValue(terminal, out var so) || so.Count < WrongPerTerminal) return false;
        if (time.GetElapsedTime(so.Last) < TerminalLock) return true;
        strikes.TryRemove(terminal, out _);
        return false;
    }

    readonly record struct Strikes(int Count, long Last);
}
