namespace Lepton.EndToEnd.Harness;

/// <summary>The checkout the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The operator's executable as its own project builds it.</summary>
    public static string OperatorProgram => Built("src", "Lepton.Operator", OperatingSystem.IsWindows() ? "lepton-operator.exe" : "lepton-operator");

    /// <summary>What a project left in its own output folder, of the configuration the tests were built in.</summary>
    /// <exception cref="FileNotFoundException">The project was not built.</exception>
    public static string Built(string folder, string project, string file)
    {
        // …/tests/Lepton.EndToEnd/bin/<Configuration>/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var path = PathOf(folder, project, "bin", output.Parent!.Name, output.Name, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there: build {folder}/{project} first", path);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lepton.Operator.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Lepton.Operator.sln above {AppContext.BaseDirectory}: the tests run from a checkout");
    }
}
