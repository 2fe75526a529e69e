namespace ProtocolServer.Sip2.Wire;

/// <summary>A request of the terminal (SC) and the answer of the library system (ACS).</summary>
sealed record Exchange(MessageSpec Request, MessageSpec Response)
{
    public override string ToString() => $"{Request.Code}/{Response.Code} {Request.Name}";
}
