namespace Lepton.Cli.Tests.Support;

/// <summary>Files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Samples => Path.Combine(Root, "config", "samples");

    public static string Definitions => Path.Combine(Root, "config", "crd");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lepton.Operator.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"Lepton.Operator.sln was not found above {AppContext.BaseDirectory}");
    }
}
