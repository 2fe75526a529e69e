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

        services.AddSingleton<Listeners>();
        services.AddSingleton<ConnectionGate>();
        services.AddSingleton<CertificateSource>();
        services.AddSingleton<DatabaseHealth>();
        services.AddSingleton<FirstStart>();
        services.AddHostedService(static all => all.GetRequiredService<DatabaseHealth>());
        services.AddHostedService(static all => all.GetRequiredService<CertificateSource>());
    }
}
