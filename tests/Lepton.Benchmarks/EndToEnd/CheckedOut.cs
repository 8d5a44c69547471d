namespace Lepton.Benchmarks.EndToEnd;

/// <summary>Files of the checkout the benchmarks run from.</summary>
internal static class CheckedOut
{
    private static readonly string Root = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lepton.Operator.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Lepton.Operator.sln above {AppContext.BaseDirectory}: benchmarks run from a checkout");
    }
}
