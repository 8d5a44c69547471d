using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Fleet;
using Xunit;

namespace Lepton.EndToEnd.BadInput;

/// <summary>A hub without one of the definitions: the operator's own program says which, waits, and goes on.</summary>
public sealed class MissingDefinitionTests
{
    [Fact]
    public async Task The_definition_is_named_waited_for_and_then_all_goes_on()
    {
        await using var session = await SandboxSession.StartAsync(ReadyFleets.Load(ReadyFleets.OneSmall), CancellationToken.None);
        var folder = Repository.PathOf("config", "crd");
        await HubSetup.InstallDefinitionsAsync(session.Hub, ManifestFiles.Load([Path.Combine(folder, "lepton.ai_leptonmodels.yaml"), Path.Combine(folder, "lepton.ai_placementpolicies.yaml")]), CancellationToken.None);
        await TestFleet.EnsureNamespaceAsync(session.Hub, "lepton-system");

        var log = Path.Combine(session.Folder, "operator.log");
        await using var program = OperatorProcess.Start(Repository.OperatorProgram, session.HubKubeconfig, log);
        await SaysAsync(log, "does not serve cloudproviders.lepton.ai/v1alpha1: nothing is decided until it does. Next: kubectl apply --server-side -f config/crd");
        Assert.DoesNotContain("leptonmodels.lepton.ai/v1alpha1:", await ReadAsync(log), StringComparison.Ordinal);
        Assert.False(program.HasExited);

        await HubSetup.InstallDefinitionsAsync(session.Hub, ManifestFiles.Load([folder]), CancellationToken.None);
        await SaysAsync(log, "The hub serves all definitions now");
        await SaysAsync(log, "Hub read: 0 models, 0 providers, 0 policies");
        Assert.False(program.HasExited);
    }

    private static Task SaysAsync(string log, string what) =>
        Wait.UntilAsync($"the log says \"{what}\"", async () => (await ReadAsync(log)).Contains(what, StringComparison.Ordinal), TimeSpan.FromMinutes(2), CancellationToken.None);

    private static async Task<string> ReadAsync(string log)
    {
        if (!File.Exists(log))
            return "";
        await using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
