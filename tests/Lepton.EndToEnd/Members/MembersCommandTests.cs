using Lepton.Api.Models;
using Lepton.Cli.Hub;
using Lepton.Cli.Manifests;
using Lepton.Cli.Members;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Access;
using Lepton.Sandbox.Hosting;
using Xunit;

namespace Lepton.EndToEnd.Members;

/// <summary><c>lepton members</c> against servers that enforce RBAC.</summary>
public sealed class MembersCommandTests : IAsyncLifetime
{
    private SandboxSession _session = null!;

    private IKubernetesClient Hub => _session.Hub;

    public async Task InitializeAsync()
    {
        _session = await SandboxSession.StartAsync(SmallFleet.Definition, CancellationToken.None);
        await HubSetup.InstallDefinitionsAsync(Hub, ManifestFiles.Load([Repository.PathOf("config", "crd")]), CancellationToken.None);
    }

    public async Task DisposeAsync() => await _session.DisposeAsync();

    [Fact]
    public async Task What_is_added_works_is_listed_and_is_removed_without_a_trace()
    {
        var said = await AddAsync("aws", Admin("aws"));
        Assert.Contains("grants all that the operator asks", said, StringComparison.Ordinal);
        Assert.Contains("kubeconfigSecretRef: { namespace: lepton-system, name: member-aws }", said, StringComparison.Ordinal);

        var row = Assert.Single((await new MemberList(Hub, "lepton-system", TimeProvider.System).RunAsync(check: true, CancellationToken.None)).Rows);
        Assert.Equal(["aws", "", "", "no CloudProvider names it", "", "lepton-system/member-aws", "24 h", "all"], row);

        // Rights that are taken away are named.
        var aws = _session.Members["aws"];
        await aws.Resource(Role).DeleteAsync(MemberAccess.Account);
        row = Assert.Single((await new MemberList(Hub, "lepton-system", TimeProvider.System).RunAsync(check: true, CancellationToken.None)).Rows);
        Assert.StartsWith("missing: list nodes; watch nodes; list pods;", row[^1], StringComparison.Ordinal);

        // Once more puts them back.
        await AddAsync("aws", Admin("aws"));
        row = Assert.Single((await new MemberList(Hub, "lepton-system", TimeProvider.System).RunAsync(check: true, CancellationToken.None)).Rows);
        Assert.Equal("all", row[^1]);

        var kubeconfig = (await Hub.Resource<V1Secret>().GetAsync("member-aws", "lepton-system")).Data!["kubeconfig"];
        using var output = new StringWriter();
        await new MemberRemove(Hub, "lepton-system", output).RunAsync("aws", aws, force: false, CancellationToken.None);
        Assert.Null(await Hub.Resource<V1Secret>().TryGetAsync("member-aws", "lepton-system"));
        Assert.Null(await aws.Resource(Role).TryGetAsync(MemberAccess.Account));
        using var old = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(kubeconfig));
        var refused = await Assert.ThrowsAsync<KubernetesApiException>(() => old.Resource<V1Node>().ListAsync());
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.HttpStatus);
    }

    [Fact]
    public async Task The_account_may_nothing_else()
    {
        await AddAsync("aws", Admin("aws"));
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes((await Hub.Resource<V1Secret>().GetAsync("member-aws", "lepton-system")).Data!["kubeconfig"]));
        var other = new V1Pod { Metadata = { Name = "p", Namespace = "default" }, Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "i" }] } };
        await RefusedAsync(() => client.Resource<V1Pod>().CreateAsync(other));
        await RefusedAsync(() => client.Resource<V1Node>().DeleteAsync("any"));
        await RefusedAsync(() => client.Resource(Role).ListAsync());
        await RefusedAsync(() => client.RequestAsync(HttpMethod.Post, "/api/v1/namespaces/kube-system/serviceaccounts/default/token", new System.Text.Json.Nodes.JsonObject()));
    }

    [Fact]
    public async Task Who_may_not_make_roles_is_told_what_to_do()
    {
        var nobody = KubernetesClientConfiguration.BuildConfigFromBytes(System.Text.Encoding.UTF8.GetBytes(_session.Cluster("aws").KubeconfigYaml(new SandboxUser("jane"))));
        var error = await Assert.ThrowsAsync<CommandException>(() => AddAsync("aws", nobody));
        Seen.Says(error.Message, "refused Namespace lepton-system", "jane", "Next: use a kubeconfig of a cluster administrator");
        Assert.Null(await Hub.Resource<V1Secret>().TryGetAsync("member-aws", "lepton-system"));
    }

    [Fact]
    public async Task A_member_in_use_is_not_removed_without_force()
    {
        await AddAsync("aws", Admin("aws"));
        await TestFleet.ApplyToAsync(Hub, SmallFleet.Provider("amazon", "AWS", "us-east-1", 3));
        var provider = await Hub.Resource<Api.Providers.CloudProvider>().GetAsync("amazon");
        provider.Spec.Clusters![0].Name = "aws";
        await Hub.Resource<Api.Providers.CloudProvider>().UpdateAsync(provider);
        await PlacedAsync("serving", "replicas: 1", "NotReady");
        await PlacedAsync("over", "{ workload: Training, replicas: null, ports: null, training: { parallelism: 1 } }", "Completed");
        var error = await Assert.ThrowsAsync<CommandException>(() => new MemberRemove(Hub, "lepton-system", TextWriter.Null).RunAsync("aws", null, force: false, CancellationToken.None));
        // A run that is over runs nowhere.
        Seen.Says(error.Message, "CloudProvider amazon names aws, and 1 model runs there (members/serving)", "lepton drain aws");
        await new MemberRemove(Hub, "lepton-system", TextWriter.Null).RunAsync("aws", null, force: true, CancellationToken.None);
        Assert.Null(await Hub.Resource<V1Secret>().TryGetAsync("member-aws", "lepton-system"));
    }

    private static ResourceDefinition Role { get; } = new("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false);

    private KubernetesClientConfiguration Admin(string member) => KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(_session.Folder, $"{member}.kubeconfig"));

    /// <summary>A model with a place in the member, whose condition Ready has a reason.</summary>
    private async Task PlacedAsync(string name, string spec, string ready)
    {
        await TestFleet.ApplyToAsync(Hub, SmallFleet.Model("members", name, spec));
        var model = await Hub.Resource<LeptonModel>().GetAsync(name, "members");
        model.Status = new LeptonModelStatus
        {
            Placements = [new ModelPlacement { Provider = "amazon", Cluster = "aws", Pool = "aws/a100", Region = "us-east-1", Replicas = 1 }],
            Conditions = [new V1Condition { Type = "Ready", Status = ready == "Completed" ? "True" : "False", Reason = ready, Message = "", ObservedGeneration = model.Metadata.Generation, LastTransitionTime = DateTimeOffset.UtcNow }],
        };
        await Hub.Resource<LeptonModel>().UpdateStatusAsync(model);
    }

    private async Task<string> AddAsync(string member, KubernetesClientConfiguration admin)
    {
        using var output = new StringWriter();
        await new MemberAdd(Hub, "lepton-system", output).RunAsync(member, admin, TimeSpan.FromHours(24), null, CancellationToken.None);
        return output.ToString();
    }

    private static async Task RefusedAsync(Func<Task> ask) => Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(ask)).IsForbidden);
}
