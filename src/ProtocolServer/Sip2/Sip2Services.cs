using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;
using ProtocolServer.Sip2.Dialects;

namespace ProtocolServer.Sip2;

/// <summary>What every session works with.</summary>
sealed record Sip2Services(
    ILibrarySystem Library,
    LogIn LogIn,
    AgencyDirectory Agencies,
    Messages Messages,
    ProfileDirectory Profiles,
    TerminalDoors Doors,
    DatabaseHealth Database,
    LimitOptions Limits,
    TimeProvider Time,
    ILogger<Sip2Session> Log);
