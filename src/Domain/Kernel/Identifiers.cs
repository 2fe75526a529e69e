namespace ProtocolServer.Domain.Kernel;

/// <summary>A one-card network, an alliance or a single library: the border of every transaction (G-1).</summary>
public readonly record struct NetworkId(string Value) { public override string ToString() => Value; }

/// <summary>A library inside a network: SIP2 institution id (AO), NCIP AgencyId (G-1).</summary>
public readonly record struct AgencyId(string Value) { public override string ToString() => Value; }

/// <summary>What is printed on a reader's card: SIP2 patron identifier (AA).</summary>
public readonly record struct CardNumber(string Value) { public override string ToString() => Value; }

/// <summary>Barcode or tag id of a copy: SIP2 item identifier (AB).</summary>
public readonly record struct Barcode(string Value) { public override string ToString() => Value; }

/// <summary>The person behind the cards; money and loans belong to her, not to a card.</summary>
public readonly record struct ReaderId(Guid Value) { public override string ToString() => Value.ToString(); }

/// <summary>One physical copy.</summary>
public readonly record struct ItemId(Guid Value) { public override string ToString() => Value.ToString(); }

/// <summary>A work as catalogued: its copies share one queue of holds.</summary>
public readonly record struct TitleId(Guid Value) { public override string ToString() => Value.ToString(); }

public readonly record struct LoanId(Guid Value) { public override string ToString() => Value.ToString(); }

public readonly record struct HoldId(Guid Value) { public override string ToString() => Value.ToString(); }

/// <summary>Something owed: a fine or a fee. Shown to machines as its fee identifier (CG).</summary>
public readonly record struct ChargeId(Guid Value) { public override string ToString() => Value.ToString(); }

/// <summary>Money put aside for a running job.</summary>
public readonly record struct MoneyHoldId(Guid Value) { public override string ToString() => Value.ToString(); }

/// <summary>The login of a terminal account (SIP2 CN), unique on the server.</summary>
public readonly record struct TerminalId(string Value) { public override string ToString() => Value; }

/// <summary>Where new ids come from: version-7 in production, counted in tests.</summary>
public interface IIdSource
{
    Guid Next();
}
