using System.CommandLine;
using Lepton.Cli.Hub;
using Lepton.Kubernetes.Config;
using Lepton.Testing.Fakes;

namespace Lepton.Cli.Tests.Hub;

public sealed class HubErrorsTests
{
    [Fact]
    public void Every_error_says_what_to_do_next()
    {
        Assert.EndsWith("Next: have the role lepton-view (to read) or lepton-models-edit (to change models) of config/rbac/hub/user-roles.yaml bound to you", HubErrors.Explain(FakeErrors.Forbidden()), StringComparison.Ordinal);
        Assert.EndsWith("Next: see that the API server is up and reachable from here (kubectl version)", HubErrors.Explain(new HttpRequestException("no answer")), StringComparison.Ordinal);
        Assert.Contains("Next: name the hub's kubeconfig with --kubeconfig FILE", HubErrors.Explain(Assert.Throws<KubeconfigException>(() => KubernetesClientConfiguration.BuildConfigFromConfigFile("/nowhere/at/all"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_of_the_program_is_not_explained_away() => Assert.Null(HubErrors.Explain(new InvalidOperationException("bug")));

    [Theory]
    [InlineData("top", "lepton top: ")]
    [InlineData("members remove", "lepton members remove: ")]
    public async Task It_begins_with_the_command_as_it_was_called(string called, string beginning)
    {
        var hub = new HubOptions();
        var command = new Command(called.Split(' ')[^1]);
        hub.AddTo(command);
        var root = new RootCommand { called.Contains(' ', StringComparison.Ordinal) ? new Command(called.Split(' ')[0]) { command } : command };
        using var errors = new StringWriter();
        Assert.Equal(1, await hub.RunAsync(root.Parse($"{called} --kubeconfig /nowhere/at/all"), errors, (_, _) => Task.FromResult(0)));
        Assert.StartsWith(beginning, errors.ToString(), StringComparison.Ordinal);
    }
}
