using Lepton.Api.Policies;
using Lepton.Operator.Moves;

namespace Lepton.Operator.Tests.Moves;

/// <summary>How long a cluster has to be silent before a model is taken from it.</summary>
public sealed class SilenceTests
{
    [Fact]
    public void A_served_model_waits_for_the_grace_period() => Assert.Equal(TimeSpan.FromMinutes(2), Limit(s => s.GracePeriod = "2m"));

    [Fact]
    public void Never_is_never() => Assert.Null(Limit(s => s.Mode = FailoverMode.Never));

    [Fact]
    public void Where_a_person_is_asked_the_annotation_names_the_cluster()
    {
        var model = Make.Model("m");
        var policy = Make.Policy("p", s => s.Failover = new() { Mode = FailoverMode.Manual, GracePeriod = "2m" });
        Assert.Null(Silence.Limit(model, policy, "aws"));
        Assert.Equal("it is waited for, because failover.mode is Manual: to place the model elsewhere set its annotation lepton.ai/approve-failover=aws", Silence.Waits(model, policy, "aws"));
        model.Metadata.Annotations = new() { [FailoverPolicy.ApprovalAnnotation] = "gcp, aws" };
        Assert.Equal((TimeSpan.FromMinutes(2), null), (Silence.Limit(model, policy, "aws"), Silence.Waits(model, policy, "aws")));
        Assert.Null(Silence.Limit(model, policy, "azure"));
    }

    [Fact]
    public void A_run_waits_until_it_has_surely_ended()
    {
        var gang = Make.Gang("t", 1);
        Assert.Null(Silence.Limit(gang, Make.Policy("p"), "aws"));
        Assert.Contains("failover.trainingFence is not set", Silence.Waits(gang, Make.Policy("p"), "aws"), StringComparison.Ordinal);
        var fenced = Make.Policy("p", s => (s.Failover.TrainingFence, s.Failover.GracePeriod) = ("10m", "1m"));
        // The fence, 30 s for the pods to end, 60 s of slack.
        Assert.Equal(TimeSpan.FromSeconds(690), Silence.Limit(gang, fenced, "aws"));
        gang.Spec.PodTemplate = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{ "spec": { "terminationGracePeriodSeconds": 300 } }""")!;
        Assert.Equal(TimeSpan.FromSeconds(960), Silence.Limit(gang, fenced, "aws"));
        fenced.Spec.Failover.GracePeriod = "1h";
        Assert.Equal(TimeSpan.FromHours(1), Silence.Limit(gang, fenced, "aws"));
    }

    private static TimeSpan? Limit(Action<FailoverPolicy> change) => Silence.Limit(Make.Model("m"), Make.Policy("p", s => change(s.Failover)), "aws");
}
