using System.Diagnostics;
using Lepton.Testing.Programs;

namespace Lepton.Delivery.Tests;

/// <summary>The checkout the tests run from, and the programs beside it that some of them use.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Null where the program is not on PATH.</summary>
    public static string? Program(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Standard output; fails with standard error when the program does.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var ended = await EndedProgram.RunAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = Root }, TimeSpan.FromMinutes(3));
        Assert.True(ended.Status == 0, $"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {ended.Status}: {ended.Errors}{ended.Output}");
        return ended.Output;
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
