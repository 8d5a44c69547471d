using Lepton.Sandbox.Hosting;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>
/// API servers of the sandbox in a process of their own, so that what the operator takes is told from what they take. There are no controllers: what is measured is how
/// soon the operator has written, as for others whose figures were taken on bare API servers.
/// </summary>
internal sealed class ServersProcess : IDisposable
{
    public const string Command = "servers";
    private readonly ChildProcess _process;

    private ServersProcess(ChildProcess process, string folder) => (_process, Folder) = (process, folder);

    /// <summary>Holds a kubeconfig <c>NAME.kubeconfig</c> for each cluster.</summary>
    public string Folder { get; }

    public string KubeconfigOf(string cluster) => Path.Combine(Folder, $"{cluster}.kubeconfig");

    public static async Task<ServersProcess> StartAsync(IReadOnlyList<string> clusters)
    {
        var folder = Directory.CreateTempSubdirectory("lepton-bench-").FullName;
        return new ServersProcess(await ChildProcess.StartAsync([Command, folder, .. clusters]), folder);
    }

    /// <summary>The API server dies.</summary>
    public Task LoseAsync(string cluster) => _process.TellAsync($"stop {cluster}");

    /// <summary>What the started process does: until its input ends.</summary>
    public static async Task<int> ServeAsync(IReadOnlyList<string> arguments)
    {
        await using var host = await SandboxHost.StartAsync();
        foreach (var name in arguments.Skip(1))
        {
            var cluster = await host.AddClusterAsync(name);
            await File.WriteAllTextAsync(Path.Combine(arguments[0], $"{name}.kubeconfig"), cluster.KubeconfigYaml());
        }

        Console.WriteLine(ChildProcess.Done);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is ["stop", var name])
                await host[name].StopAsync();
            Console.WriteLine(ChildProcess.Done);
        }

        return 0;
    }

    public void Dispose()
    {
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
