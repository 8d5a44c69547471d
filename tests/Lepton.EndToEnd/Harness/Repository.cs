namespace Lepton.EndToEnd.Harness;

/// <summary>The checkout the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The operator's executable as its own project builds it.</summary>
    public static string OperatorProgram => Program("Lepton.Operator", "lepton-operator");

    /// <summary>An executable as its own project builds it, of the configuration the tests were built in.</summary>
    public static string Program(string project, string name)
    {
        // …/tests/Lepton.EndToEnd/bin/<Configuration>/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = PathOf("src", project, "bin", output.Parent!.Name, output.Name, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        return File.Exists(program) ? program : throw new FileNotFoundException($"{program} is not there: build src/{project} first", program);
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
