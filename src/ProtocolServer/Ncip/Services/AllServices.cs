using System.Collections.Frozen;

namespace ProtocolServer.Ncip.Services;

/// <summary>Every service that is offered, by its name. LookupVersion is the responder's own.</summary>
static class AllServices
{
    public static readonly FrozenDictionary<string, NcipService> ByName = ((NcipService[])
    [
        LookupUser.Service, LookupItem.Service, LookupItemSet.Service, LookupRequest.Service, LookupAgency.Service, AuthenticateUser.Service,
        CheckOutItem.Service, UndoCheckOutItem.Service, CheckInItem.Service, RenewItem.Service,
        RecallItem.Service, CancelRecallItem.Service, ReportCirculationStatusChange.Service, UpdateCirculationStatus.Service,
        RequestItem.Service, CancelRequestItem.Service, UpdateRequestItem.Service, AcceptItem.Service,
        CreateItem.Service, UpdateItem.Service, DeleteItem.Service, CreateAgency.Service, UpdateAgency.Service,
        CreateUser.Service, UpdateUser.Service, DeleteUser.Service, SendUserNotice.Service, CreateUserFiscalTransaction.Service,
        .. Notifications.All,
    ]).ToFrozenDictionary(service => service.Pair.Service, StringComparer.Ordinal);
}
