namespace ProtocolServer.Tests.TestKit;

/// <summary>The checkout the tests run in, for tests that read its files.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Files below a folder of the checkout, without what the build makes.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ProtocolServer.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests must run inside a checkout: ProtocolServer.sln was not found above them.");
    }
}
