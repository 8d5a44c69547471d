using System.Diagnostics;
using Lepton.Sandbox.Hosting;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>
/// API servers of the sandbox in a process of their own, so that what the operator takes is told from what they take. There are no controllers: what is measured is how
/// soon the operator has written, as for others whose figures were taken on bare API servers.
/// </summary>
internal sealed class ServersProcess : IDisposable
{
    public const string Command = "servers";
    private readonly Process _process;

    private ServersProcess(Process process, string folder) => (_process, Folder) = (process, folder);

    /// <summary>Holds a kubeconfig <c>NAME.kubeconfig</c> for each cluster.</summary>
    public string Folder { get; }

    public string KubeconfigOf(string cluster) => Path.Combine(Folder, $"{cluster}.kubeconfig");

    public static async Task<ServersProcess> StartAsync(IReadOnlyList<string> clusters)
    {
        var folder = Directory.CreateTempSubdirectory("lepton-bench-").FullName;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in clusters.Prepend(folder).Prepend(Command))
            start.ArgumentList.Add(argument);
        var servers = new ServersProcess(Process.Start(start)!, folder);
        await servers.AnsweredAsync();
        return servers;
    }

    /// <summary>The API server dies.</summary>
    public async Task LoseAsync(string cluster)
    {
        await _process.StandardInput.WriteLineAsync($"stop {cluster}");
        await AnsweredAsync();
    }

    /// <summary>What the started process does: until its input ends.</summary>
    public static async Task<int> ServeAsync(IReadOnlyList<string> arguments)
    {
        await using var host = await SandboxHost.StartAsync();
        foreach (var name in arguments.Skip(1))
        {
            var cluster = await host.AddClusterAsync(name);
            await File.WriteAllTextAsync(Path.Combine(arguments[0], $"{name}.kubeconfig"), cluster.KubeconfigYaml());
        }

        Console.WriteLine("done");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is ["stop", var name])
                await host[name].StopAsync();
            Console.WriteLine("done");
        }

        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task AnsweredAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "done")
                return;
        }

        throw new InvalidOperationException($"the process with the API servers ended with {_process.ExitCode}");
    }
}
