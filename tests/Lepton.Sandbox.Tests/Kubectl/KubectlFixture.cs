using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;
using Lepton.Testing.Files;

namespace Lepton.Sandbox.Tests.Kubectl;

/// <summary>A small living cluster with the Widget kind, and kubectl with its kubeconfig.</summary>
public sealed class KubectlFixture : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private SandboxFleet? _fleet;

    public static string? Missing => Testing.Programs.Kubectl.Program is null ? "kubectl is not on the PATH" : null;

    public async Task InitializeAsync()
    {
        if (Missing is not null)
            return;
        _fleet = await SandboxFleet.StartAsync(ReadyFleets.Load(ReadyFleets.OneSmall), new SandboxFleetOptions { Simulation = new SimulationOptions { SystemPods = false } });
        var admin = Admin();
        await admin.RunAsync("apply", "-f", Write("crd.yaml", Manifests.WidgetDefinition));
        await admin.RunAsync("wait", "--for=condition=Established", "crd/widgets.test.lepton.ai", "--timeout=60s");
    }

    public async Task DisposeAsync()
    {
        if (_fleet is not null)
            await _fleet.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>kubectl in a namespace of its own.</summary>
    internal async Task<KubectlSession> SessionAsync(string @namespace)
    {
        await Admin().RunAsync("create", "namespace", @namespace);
        return new KubectlSession(this, @namespace);
    }

    /// <param name="editor">Shell commands that change the file <c>$1</c>, for <c>kubectl edit</c>.</param>
    internal Testing.Programs.Kubectl Admin(SandboxUser? user = null, string? editor = null) => new(Write($"{user?.Name ?? "admin"}.kubeconfig", _fleet!["small"].KubeconfigYaml(user)))
    {
        CacheFolder = _folder.File("cache"),
        Editor = editor is null ? null : _folder.Script($"editor-{Guid.NewGuid():N}", editor),
    };
}

[CollectionDefinition(Name)]
public sealed class KubectlCollection : ICollectionFixture<KubectlFixture>
{
    public const string Name = "kubectl";
}
