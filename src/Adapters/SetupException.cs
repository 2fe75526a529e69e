namespace ProtocolServer.Adapters;

/// <summary>
/// Something on this machine keeps the server from starting and a person can put it right.
/// The message says what is wrong and what to do next; it is shown as it stands, without a stack.
/// </summary>
public sealed class SetupException(string message, Exception? inner = null) : Exception(message, inner);
