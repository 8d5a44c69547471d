using System.Diagnostics;
using Lepton.Testing.Programs;
using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>The program <c>helm</c> that was found on PATH, with files of its own in a folder that is removed.</summary>
internal sealed class HelmProgram : IDisposable
{
    private readonly string _path;
    private readonly string _home = Directory.CreateTempSubdirectory("lepton-helm-").FullName;

    private HelmProgram(string path) => _path = path;

    /// <summary>Skips the test, saying so, where there is none.</summary>
    public static HelmProgram Find()
    {
        var helm = Checkout.Program("helm");
        Skip.If(helm is null, "helm is not on the PATH");
        return new HelmProgram(helm!);
    }

    /// <summary>Against one API server from now on.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>Writes values into a file for <c>--values</c>.</summary>
    public string Values(object values)
    {
        var file = IoPath.Combine(_home, $"{Guid.NewGuid():n}.json");
        File.WriteAllText(file, System.Text.Json.JsonSerializer.Serialize(values));
        return file;
    }

    /// <summary>What it printed; fails with its error when it does.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await TryAsync(arguments);
        Assert.True(code == 0, $"helm {string.Join(' ', arguments)} ended with {code}: {error}{output}");
        return output;
    }

    /// <summary>Its error; fails when it succeeds.</summary>
    public async Task<string> RefusedAsync(params string[] arguments)
    {
        var (code, output, error) = await TryAsync(arguments);
        Assert.True(code != 0, $"helm {string.Join(' ', arguments)} should have been refused: {output}");
        return error;
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private async Task<EndedProgram> TryAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(_path, arguments) { WorkingDirectory = Checkout.Root };
        foreach (var name in new[] { "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME" })
            start.Environment[name] = IoPath.Combine(_home, name);
        if (Kubeconfig is { } yaml)
        {
            var file = IoPath.Combine(_home, "kubeconfig");
            await File.WriteAllTextAsync(file, yaml);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            start.Environment["KUBECONFIG"] = file;
        }

        return await EndedProgram.RunAsync(start, TimeSpan.FromMinutes(3));
    }
}
