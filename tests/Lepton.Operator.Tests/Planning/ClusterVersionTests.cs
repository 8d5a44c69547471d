using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.Planning;
using Lepton.Operator.State;
using Lepton.Operator.Webhooks;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Planning;

/// <summary>Clusters whose Kubernetes does not know a field that a model passes on.</summary>
public sealed class ClusterVersionTests
{
    private const string Reason = "cluster aws runs Kubernetes v1.28.5, which does not take spec.podTemplate.spec.initContainers[].restartPolicy (1.29 and later do)";
    private readonly Fleet _fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).Cloud("gcp", 12, Make.Node("c"), Make.Node("d")).Version("aws", "v1.28.5").Version("gcp", "v1.31.0");

    [Fact]
    public void A_model_with_a_sidecar_goes_where_sidecars_are_known_and_says_why_not_elsewhere()
    {
        var plan = _fleet.With(Make.Model("plain"), Sidecar("m")).Plan();
        Assert.Equal(("1@aws", "1@gcp"), (Fleet.Where(plan, "plain"), Fleet.Where(plan, "m")));
        var other = Assert.Single(Fleet.Of(plan, "m").Candidates, c => c.Pool.StartsWith("aws/", StringComparison.Ordinal));
        Assert.Equal((CandidateVerdict.Excluded, $"excluded: {Reason}"), (other.Verdict, other.Reason));
    }

    [Fact]
    public void One_that_is_given_a_sidecar_leaves()
    {
        _fleet.With(Make.Model("m")).Settle();
        Assert.Equal("aws", Assert.Single(_fleet["m"].Status!.Placements!).Cluster);
        var before = PlanInput.Of(_fleet.Snapshot, "", _ => "");
        _fleet.Models[0] = Sidecar("m").At([.. _fleet["m"].Status!.Placements!]);
        Assert.NotEqual(before, PlanInput.Of(_fleet.Snapshot, "", _ => ""));
        Assert.Equal("1@gcp", Fleet.Where(_fleet.Plan(), "m"));
    }

    [Fact]
    public void An_upgraded_cluster_is_open_to_it()
    {
        _fleet.With(Sidecar("m"));
        var before = PlanInput.Of(_fleet.Snapshot, "", _ => "");
        Assert.Equal(before, PlanInput.Of(_fleet.Version("aws", "v1.28.9").Snapshot, "", _ => ""));
        Assert.NotEqual(before, PlanInput.Of(_fleet.Version("aws", "v1.29.0").Snapshot, "", _ => ""));
        Assert.Equal("1@aws", Fleet.Where(_fleet.Plan(), "m"));
    }

    [Fact]
    public void Other_changes_of_the_pod_are_no_reason_for_a_plan() => Assert.Equal(
        ModelWish.Of(With("m", new JsonObject { ["hostNetwork"] = true })), ModelWish.Of(With("m", new JsonObject { ["hostNetwork"] = false })));

    [Fact]
    public void Where_no_cluster_knows_it_the_webhook_warns()
    {
        foreach (var provider in _fleet.Providers)
            provider.Status = new CloudProviderStatus { Clusters = [new MemberClusterStatus { Name = provider.Metadata.Name!, KubernetesVersion = provider.Metadata.Name == "aws" ? "v1.28.5" : "v1.31.0", Pools = [new PoolStatus { Accelerator = "H100" }] }] };
        Assert.Null(NoPlace.Of(Sidecar("m"), [], _fleet.Providers));
        _fleet.Providers[1].Status!.Clusters![0].KubernetesVersion = "v1.27.0";
        Assert.Equal($"no cluster can ever take it: {Reason}; {Reason.Replace("aws", "gcp", StringComparison.Ordinal).Replace("v1.28.5", "v1.27.0", StringComparison.Ordinal)}", NoPlace.Of(Sidecar("m"), [], _fleet.Providers));
    }

    private static LeptonModel Sidecar(string name) => With(name, new JsonObject { ["initContainers"] = new JsonArray(new JsonObject { ["name"] = "proxy", ["restartPolicy"] = "Always" }) });

    private static LeptonModel With(string name, JsonObject pod)
    {
        var model = Make.Model(name);
        model.Spec.PodTemplate = new JsonObject { ["spec"] = pod };
        return model;
    }
}
