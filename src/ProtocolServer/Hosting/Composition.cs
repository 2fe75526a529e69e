using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Desk;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Interlibrary;
using ProtocolServer.Jobs;
using ProtocolServer.Ncip;
using ProtocolServer.Ncip.Initiate;
using ProtocolServer.Payments;
using ProtocolServer.Sending;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Webhooks;

namespace ProtocolServer.Hosting;

/// <summary>Who is made of what: the one list of the server's parts.</summary>
static class Composition
{
    public static void AddServer(this IServiceCollection services, ServerOptions options, Storage storage, TimeProvider time)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.AddSingleton(options.Certificate);
        services.AddSingleton(time);
        services.AddSingleton(storage);
        services.AddSingleton(storage.Folder);
        services.AddSingleton(storage.Database);

        services.AddSingleton<IIdSource, VersionSevenIds>();
        services.AddSingleton<IReadOnlyDictionary<string, LibraryFile>>(static _ => LibraryFiles.Load().OrThrow());
        services.AddSingleton(static _ => TextFiles.Load().OrThrow());
        services.AddSingleton<ICommandStore, CommandStore>();
        services.AddSingleton<ITerminalAccounts, TerminalAccounts>();
        services.AddSingleton<IAgencyRegister, AgencyRegister>();
        services.AddSingleton<AgencyDirectory>();
        services.AddSingleton<Proofs>();
        services.AddSingleton<PinBook>();
        services.AddSingleton<OutboxBell>();
        services.AddSingleton<IAnnouncer, Announcements>();
        services.AddSingleton<ILibrarySystem, CommandRunner>();
        services.AddSingleton<ProfileDirectory>();
        services.AddSingleton<TerminalDoors>();
        services.AddSingleton<LogIn>();
        services.AddSingleton<Sip2Services>();

        services.AddSingleton<IPartnerRegister, PartnerRegister>();
        services.AddSingleton<PartnerBook>();
        services.AddSingleton<PartnerPace>();
        services.AddSingleton<CertificateMatch>();
        services.AddSingleton<PartnerGate>();
        services.AddSingleton<SignatureGate>();
        services.AddSingleton<NcipParts>();
        services.AddSingleton<NcipResponder>();
        services.AddSingleton<NcipHttp>();
        services.AddSingleton<NcipTcp>();
        services.AddSingleton<NcipLines>();
        services.AddSingleton<PartnerAnswers>();
        services.AddSingleton<HttpLines>();
        services.AddSingleton<IDelivery, NcipDelivery>();
        services.AddSingleton<WebhookRegister>();
        services.AddSingleton<IWebhookRegister>(static all => all.GetRequiredService<WebhookRegister>());
        services.AddSingleton<WebhookBook>();
        services.AddSingleton<IAnnouncer, WebhookAnnouncements>();
        services.AddSingleton<IDelivery, WebhookDelivery>();
        services.AddSingleton<OutboxSender>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<IRemoteReaders, RemoteReaders>();
        services.AddSingleton<InterlibraryDesk>();

        services.AddSingleton<ApiKeys>();
        services.AddSingleton<IApiKeys>(static all => all.GetRequiredService<ApiKeys>());
        services.AddSingleton<ApiGate>();
        services.AddSingleton<ApiDoor>();
        services.AddSingleton<MoneyLists>();
        services.AddSingleton<MoneyApi>();

        services.AddSingleton<OnlinePayments>();
        services.AddSingleton<PaymentGateways>();
        services.AddSingleton<OnlineDesk>();
        services.AddSingleton<OnlineSettlement>();

        services.AddSingleton<JobBook>();
        services.AddSingleton<LedgerSeals>();
        services.AddSingleton<LedgerAudit>();
        services.AddJobs(options, storage);

        services.AddSingleton<Listeners>();
        services.AddSingleton<ConnectionGate>();
        services.AddSingleton<CertificateSource>();
        services.AddSingleton<DatabaseHealth>();
        services.AddSingleton<FirstStartMark>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton(static all => new FixtureStore(all.GetRequiredService<Database>(), all.GetRequiredService<IIdSource>()));
        services.AddSingleton<IFirstStartLoad, FirstLoad>();
        services.AddSingleton<IReadyLines, DemoLines>();
        services.AddHostedService(static all => all.GetRequiredService<DatabaseHealth>());
        services.AddHostedService(static all => all.GetRequiredService<CertificateSource>());
        services.AddHostedService(static all => all.GetRequiredService<OutboxSender>());
    }
}
