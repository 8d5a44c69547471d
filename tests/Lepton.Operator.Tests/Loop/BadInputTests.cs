using System.Text;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Loop;

/// <summary>Mistakes of users: a condition names object, field, what was found and what would be right, and what runs is left untouched.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private readonly World _world = new World().Cloud("aws", 10).Cloud("gcp", 12);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_missing_Secret_is_told_and_its_coming_is_noticed()
    {
        var secret = _world.Hub.Fake<V1Secret>().All.Single(s => s.Metadata.Name == "aws");
        _world.Hub.Fake<V1Secret>().Remove("aws", "sys");
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        await ProblemAsync("aws", "SecretNotFound", "CloudProvider aws spec.clusters[aws].connection.kubeconfigSecretRef: Secret sys/aws does not exist");
        Assert.Equal("1@gcp", _world.Where("m"));
        _world.Hub.Fake<V1Secret>().Put(secret);
        await _world.UntilAsync(() => Reachable("aws")?.Status == "True");
    }

    [Fact]
    public async Task A_kubeconfig_that_is_none_is_told_without_its_content()
    {
        Kubeconfig("aws", "token: hunter2: {");
        _world.Start();
        await ProblemAsync("aws", "KubeconfigInvalid", "Secret sys/aws key kubeconfig");
        Assert.DoesNotContain("hunter2", Reachable("aws")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Secret_that_turns_bad_breaks_nothing_that_runs()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        Kubeconfig("aws", "");
        _world.Edit(_world.Provider("aws"), p => p.Spec.Compliance = ["soc2"]);
        await _world.UntilAsync(() => Ready("aws")?.Message.Contains("goes on with the connection it has, but not after a restart", StringComparison.Ordinal) == true);
        Assert.Equal(("1@aws", "True"), (_world.Where("m"), Reachable("aws")!.Status));
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "401", "Unauthorized", "answered 401: the credentials in the kubeconfig are not (or no longer) accepted; put valid ones into the Secret" },
        { "403", "Forbidden", "answered 403: forbidden: User \"u\" cannot list resource; grant the role in config/rbac/member/cluster-role.yaml" },
        { "certificate", "CertificateInvalid", "cannot be verified with the kubeconfig's certificate-authority-data" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_member_that_refuses_us_is_told_and_nothing_moves(string kind, string reason, string message)
    {
        _world.With(Make.Model("m", 1)).With(Make.Policy("default", s => s.Failover.GracePeriod = "1s")).Start();
        await _world.ReadyAsync("m");
        var fault = FakeFault.Fail(kind switch { "401" => FakeErrors.Unauthorized(), "403" => FakeErrors.Forbidden(), _ => FakeErrors.BadCertificate() });
        _world["aws"].Fake<V1Namespace>().Fault = _ => fault;
        await ProblemAsync("aws", reason, message);
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("1@aws", _world.Where("m"));
        Assert.Single(_world.In<V1Deployment>("aws"));
        _world["aws"].Fake<V1Namespace>().Fault = null;
        await _world.UntilAsync(() => Reachable("aws")?.Status == "True");
    }

    [Fact]
    public async Task A_member_whose_pods_we_may_not_read_is_not_taken_for_empty()
    {
        _world["aws"].Fake<Operator.State.MemberPod>().Fault = _ => FakeFault.Fail(FakeErrors.Forbidden());
        _world.With(Make.Model("m", 1)).Start();
        await ProblemAsync("aws", "Forbidden", "grant the role in config/rbac/member/cluster-role.yaml");
        await _world.ReadyAsync("m");
        Assert.Equal("1@gcp", _world.Where("m"));
    }

    [Fact]
    public async Task A_member_that_answers_500_is_one_that_does_not_answer()
    {
        _world["aws"].Fake<V1Namespace>().Fault = _ => FakeFault.Fail(FakeErrors.InternalError());
        _world.With(Make.Model("m", 1)).Start();
        await ProblemAsync("aws", "ServerError", "answered 500: Internal error occurred: boom");
        Assert.Equal("1@gcp", _world.Where("m"));
    }

    [Fact]
    public async Task A_policy_that_does_not_exist_is_told_with_those_that_do()
    {
        _world.With(Make.Model("m", 1)).With(Make.Policy("eu")).With(Make.Policy("us")).Start();
        await _world.ReadyAsync("m");
        _world.Edit("m", m => m.Spec.PolicyName = "ue");
        await _world.UntilAsync(() => _world.Condition("m", "Scheduled")?.Status == "False");
        Assert.Equal("PolicyNotFound", _world.Condition("m", "Scheduled")!.Reason);
        Assert.Equal("LeptonModel ns/m spec.policyName: found \"ue\", expected the name of a PlacementPolicy (eu, us)", _world.Condition("m", "Scheduled")!.Message);
        Assert.Single(_world.In<V1Deployment>("aws"));
        Assert.Contains("PolicyNotFound", _world.Events.Of("m"));
    }

    [Fact]
    public async Task An_unknown_gpu_is_told_with_the_nearest_and_what_runs_stays()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        _world.Edit("m", m => m.Spec.Accelerators![0].Name = "H1OO");
        await _world.UntilAsync(() => _world.Condition("m", "Scheduled")?.Reason == "InvalidSpec");
        Assert.Contains("LeptonModel ns/m: spec.accelerators[0].name: found \"H1OO\", expected H100 (the nearest known GPU)", _world.Condition("m", "Scheduled")!.Message, StringComparison.Ordinal);
        await _world.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("H100", _world.Model("m")!.Status!.Placements!.Single().Accelerator);
        Assert.Single(_world.In<V1Deployment>("aws"));
    }

    [Fact]
    public async Task Constraints_that_exclude_everything_are_told_cluster_by_cluster()
    {
        _world.With(Make.Model("m", 1)).With(Make.Policy("default", s =>
        {
            s.Providers = new() { Deny = ["aws"] };
            s.Regions = new() { Deny = ["r-gcp"] };
        })).Start();
        await _world.UntilAsync(() => _world.Condition("m", "Scheduled")?.Status == "False");
        Assert.Equal("Unschedulable", _world.Condition("m", "Scheduled")!.Reason);
        var candidates = _world.Model("m")!.Status!.Decision!.Candidates!;
        Assert.Equal("excluded: policy default: providers.deny names aws", candidates.Single(c => c.Cluster == "aws").Reason);
        Assert.Equal("excluded: policy default: regions.deny names r-gcp", candidates.Single(c => c.Cluster == "gcp").Reason);
        Assert.Empty(_world.In<V1Deployment>("aws").Concat(_world.In<V1Deployment>("gcp")));
    }

    [Fact]
    public async Task Two_providers_that_name_one_cluster_are_told_and_the_first_keeps_it()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        _world.Hub.Fake<CloudProvider>().Put(Make.Provider("late", 1, _world.Provider("aws").Spec.Clusters![0]));
        await _world.UntilAsync(() => Ready("late")?.Status == "False");
        Assert.Contains("CloudProvider aws names this cluster too and was first", Ready("late")!.Message, StringComparison.Ordinal);
        Assert.Equal(("1@aws", 80.0), (_world.Where("m"), _world.Model("m")!.Status!.Cost!.Hourly));
    }

    [Fact]
    public async Task A_price_book_with_a_bad_row_is_told_and_prices_stay_as_they_were()
    {
        const string Header = "instance_type,gpu_model,gpu_count,ondemand_usd_per_hour";
        var maps = _world.Hub.Fake<V1ConfigMap>();
        maps.Put(new V1ConfigMap { Metadata = new() { Name = "book", Namespace = "sys" }, Data = new() { ["prices.csv"] = $"{Header}\nh8,H100,8,40\n" } });
        _world.Edit(_world.Provider("aws"), p => p.Spec.Pricing = new() { PriceBookRef = new() { Namespace = "sys", Name = "book" } });
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        Assert.Equal(40, _world.Model("m")!.Status!.Cost!.Hourly);
        maps.Put(new V1ConfigMap { Metadata = new() { Name = "book", Namespace = "sys" }, Data = new() { ["prices.csv"] = $"{Header}\nh8,H100,8,cheap\n" } });
        await _world.UntilAsync(() => Ready("aws")?.Status == "False");
        Assert.Contains("ConfigMap sys/book key prices.csv", Ready("aws")!.Message, StringComparison.Ordinal);
        Assert.Contains("\"cheap\"", Ready("aws")!.Message, StringComparison.Ordinal);
        await _world.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(("1@aws", 40.0), (_world.Where("m"), _world.Model("m")!.Status!.Cost!.Hourly));
    }

    [Fact]
    public async Task Absurd_numbers_close_the_provider_and_are_told()
    {
        _world.Edit(_world.Provider("aws"), p => p.Spec.Pricing!.GpuHour![0].DollarsPerGpuHour = -10);
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        Assert.Equal("1@gcp", _world.Where("m"));
        await _world.UntilAsync(() => Ready("aws")?.Status == "False");
        Assert.Contains("CloudProvider aws: spec.pricing.gpuHour[0].dollarsPerGpuHour: found -10, expected dollars per GPU and hour above 0 and up to 1000", Ready("aws")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_that_ends_in_a_member_is_waited_for()
    {
        var ending = new UnstructuredObject(new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "ns", ["deletionTimestamp"] = "2026-01-01T00:00:00Z", ["finalizers"] = new System.Text.Json.Nodes.JsonArray("kubernetes") },
        });
        var namespaces = _world["aws"].Fake(ResourceDefinition.Of<V1Namespace>());
        namespaces.Put(ending);
        var deployments = _world["aws"].Fake(ResourceDefinition.Of<V1Deployment>());
        deployments.Fault = r => r.Verb == "apply" ? FakeFault.Fail(FakeErrors.Status(System.Net.HttpStatusCode.Forbidden, "Forbidden", "namespace ns is being terminated", new V1StatusCause { Reason = "NamespaceTerminating" })) : null;
        _world.With(Make.Model("m", 1)).Start();
        await _world.UntilAsync(() => _world.Condition("m", "Applied")?.Reason == "WaitingForDeletion");
        Assert.Contains("namespace ns in cluster aws is still being deleted", _world.Condition("m", "Applied")!.Message, StringComparison.Ordinal);
        deployments.Fault = null;
        namespaces.Remove("ns");
        await _world.ReadyAsync("m");
    }

    private V1Condition? Ready(string provider) => _world.Provider(provider).Status?.Conditions?.Find(c => c.Type == "Ready");

    private V1Condition? Reachable(string provider) => _world.Provider(provider).Status?.Clusters?[0].Conditions?.Find(c => c.Type == "Reachable");

    private async Task ProblemAsync(string provider, string reason, string message)
    {
        await _world.UntilAsync(() => Reachable(provider) is { Status: "False" } problem && problem.Reason == reason);
        Assert.Contains(message, Reachable(provider)!.Message, StringComparison.Ordinal);
        await _world.UntilAsync(() => Ready(provider)?.Message.Contains(message, StringComparison.Ordinal) == true);
    }

    private void Kubeconfig(string member, string text) => _world.Hub.Fake<V1Secret>().Put(
        new V1Secret { Metadata = new() { Name = member, Namespace = "sys" }, Data = new() { ["kubeconfig"] = Encoding.UTF8.GetBytes(text) } });
}
