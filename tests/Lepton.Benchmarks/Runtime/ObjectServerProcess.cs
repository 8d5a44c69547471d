using System.Globalization;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;
using Lepton.Testing.Tls;

namespace Lepton.Benchmarks.Runtime;

/// <summary>One or more <see cref="ObjectServer"/> in a process of their own.</summary>
internal sealed class ObjectServerProcess : IDisposable
{
    public const string Command = "object-servers";
    private readonly ChildProcess _process;
    private readonly string _folder;

    private ObjectServerProcess(ChildProcess process, string folder) => (_process, _folder) = (process, folder);

    public static async Task<ObjectServerProcess> StartAsync(int servers, int pods, int nodes)
    {
        var folder = Directory.CreateTempSubdirectory("lepton-bench-").FullName;
        return new(await ChildProcess.StartAsync([Command, folder, Text(servers), Text(pods), Text(nodes)]), folder);
    }

    public string KubeconfigOf(int server) => Path.Combine(_folder, $"{server}.kubeconfig");

    public KubernetesClient Connect(int server) => new(KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigOf(server)));

    /// <summary>What the started process does: until its input ends.</summary>
    public static async Task<int> ServeAsync(IReadOnlyList<string> arguments)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Server("127.0.0.1");
        var running = new List<ScriptedServer>();
        for (var i = 0; i < Number(arguments[1]); i++)
        {
            var server = await new ObjectServer(Number(arguments[2]), Number(arguments[3])).StartAsync(certificate);
            running.Add(server);
            await File.WriteAllTextAsync(Path.Combine(arguments[0], $"{i}.kubeconfig"), Kubeconfig(server.Url, authority.PemBase64));
        }

        Console.WriteLine(ChildProcess.Done);
        while (await Console.In.ReadLineAsync() is not null)
            Console.WriteLine(ChildProcess.Done);
        foreach (var server in running)
            await server.DisposeAsync();
        return 0;
    }

    public void Dispose()
    {
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Kubeconfig(string url, string authority) => $$"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: c
          cluster:
            server: {{url}}
            certificate-authority-data: {{authority}}
        users:
        - name: u
          user:
            token: bench
        contexts:
        - name: x
          context:
            cluster: c
            user: u
        current-context: x
        """;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
