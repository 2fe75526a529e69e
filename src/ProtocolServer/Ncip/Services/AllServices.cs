using System.Collections.Frozen;

namespace ProtocolServer.Ncip.Services;

/// <summary>Every service that is offered, by its name. LookupVersion is the responder's own.</summary>
static class AllServices
{
    public static readonly FrozenDictionary<string, NcipService> ByName = new NcipService[]
    {
        LookupUser.Service, LookupItem.Service, LookupAgency.Service, AuthenticateUser.Service,
        CheckOutItem.Service, UndoCheckOutItem.Service, CheckInItem.Service, RenewItem.Service, UpdateItem.Service,
        RequestItem.Service, CancelRequestItem.Service, CreateUserFiscalTransaction.Service,
    }.ToFrozenDictionary(service => service.Pair.Service, StringComparer.Ordinal);
}
