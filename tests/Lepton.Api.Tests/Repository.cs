namespace Lepton.Api.Tests;

/// <summary>Files of this repository.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Root = new(FindRoot);

    public static string PathOf(params string[] parts) => Path.Combine([Root.Value, .. parts]);

    /// <summary>LEPTON_UPDATE_GOLDEN=1 rewrites generated files instead of comparing with them.</summary>
    public static bool UpdateGolden => Environment.GetEnvironmentVariable("LEPTON_UPDATE_GOLDEN") == "1";

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Lepton.Operator.sln")))
                return directory.FullName;
        }
        throw new InvalidOperationException($"no Lepton.Operator.sln above {AppContext.BaseDirectory}");
    }
}
