using Lepton.Api.Models;
using Lepton.Operator.Members;
using Lepton.Operator.State;
using Lepton.Operator.Status;

namespace Lepton.Operator.Tests.Status;

public sealed class ModelConditionsTests
{
    private static readonly ApplyOutcome Done = ApplyOutcome.Done(1);

    [Fact]
    public void All_is_well() => Assert.Equal(
        ["Applied True Applied", "Ready True AllReplicasReady", "Progressing False Stable", "Degraded False AsExpected"], Of(Make.Model("m"), Done, Make.Placement("aws")));

    [Fact]
    public void Replicas_are_starting() => Assert.Equal(
        ["Applied True Applied", "Ready False ReplicasNotReady", "Progressing True ReplicasStarting", "Degraded False AsExpected"],
        Of(Make.Model("m"), Done, Make.Placement("aws", ready: 0)));

    [Fact]
    public void Nothing_is_placed() => Assert.Equal(
        ["Applied False NotPlaced", "Ready False NotPlaced", "Progressing False NotPlaced", "Degraded False AsExpected"], Of(Make.Model("m"), null));

    [Fact]
    public void Not_written_yet() => Assert.Equal("Applied Unknown Applying", Of(Make.Model("m"), null, Make.Placement("aws"))[0]);

    [Fact]
    public void Written_for_an_older_generation_is_not_written_yet() => Assert.Equal("Applied Unknown Applying", Of(Make.Model("m"), ApplyOutcome.Done(0), Make.Placement("aws"))[0]);

    [Fact]
    public void Refused_by_a_member()
    {
        var all = Of(Make.Model("m"), new ApplyOutcome(false, "NameTaken", "no", 1), Make.Placement("aws"));
        Assert.Equal(("Applied False NameTaken", "Degraded True NameTaken"), (all[0], all[3]));
    }

    [Fact]
    public void Taken_by_a_member_and_kept_otherwise()
    {
        var all = ModelConditions.Of(Make.Model("m"), [Make.Placement("aws")], [Make.Placement("aws")], _ => new ApplyOutcome(true, "KeptOtherwise", "at .spec.x", 1), Member(), false).ToList();
        Assert.Equal(("Applied", "True", "KeptOtherwise", "at .spec.x"), all[0]);
        Assert.Equal("Degraded False AsExpected", Text(all)[3]);
    }

    [Fact]
    public void A_silent_member_makes_it_degraded_and_tells_why()
    {
        var all = ModelConditions.Of(Make.Model("m"), [Make.Placement("aws")], [Make.Placement("aws")], _ => Done, Member(MemberHealth.Unreachable), false).ToList();
        Assert.Equal(("Unknown", "MemberUnreachable", "cluster aws cannot be written at present"), (all[0].Status, all[0].Reason, all[0].Message));
        Assert.Equal(("True", "ConnectionFailed", "cluster aws: no route"), (all[3].Status, all[3].Reason, all[3].Message));
    }

    [Fact]
    public void A_member_nobody_names_makes_it_degraded()
    {
        var degraded = ModelConditions.Of(Make.Model("m"), [Make.Placement("aws")], [Make.Placement("aws")], _ => Done, _ => null, false).Last();
        Assert.Equal(("True", "cluster aws: no CloudProvider names it"), (degraded.Status, degraded.Message));
    }

    [Fact]
    public void Replicas_that_leave_are_progress()
    {
        ModelPlacement[] all = [Make.Placement("aws", state: PlacementState.Draining), Make.Placement("gcp")];
        Assert.Equal("Progressing True Draining", Text(ModelConditions.Of(Make.Model("m"), [all[1]], all, _ => Done, Member(), false))[2]);
        // What waits for a cluster that was lost holds nothing up.
        all[0].Lost = true;
        Assert.Equal("Progressing False Stable", Text(ModelConditions.Of(Make.Model("m"), [all[1]], all, _ => Done, Member(), false))[2]);
        var shrinking = Make.Placement("aws");
        shrinking.DrainingReplicas = 1;
        Assert.Equal("Progressing True Draining", Of(Make.Model("m"), Done, shrinking)[2]);
    }

    [Fact]
    public void A_training_run_is_complete()
    {
        var placement = Make.Placement("aws", ready: 0);
        var all = Text(ModelConditions.Of(Make.Gang("t", 1), [placement], [placement], _ => Done, Member(), true));
        Assert.Equal(("Ready True Completed", "Progressing False Completed"), (all[1], all[2]));
    }

    [Fact]
    public void A_suspended_model_is_not_ready()
    {
        var model = Make.Model("m");
        model.Spec.Suspend = true;
        Assert.Equal("Ready False Suspended", Of(model, null)[1]);
    }

    [Fact]
    public void Surplus_in_one_place_does_not_make_up_for_another() =>
        Assert.Equal("Ready False ReplicasNotReady", Of(Make.Model("m", 2), Done, Make.Placement("aws", 1, ready: 2), Make.Placement("gcp", 1, ready: 0))[1]);

    private static List<string> Of(LeptonModel model, ApplyOutcome? outcome, params ModelPlacement[] active) =>
        Text(ModelConditions.Of(model, active, active, _ => outcome, Member(), false));

    private static List<string> Text(IEnumerable<(string Type, string Status, string Reason, string Message)> conditions) => [.. conditions.Select(c => $"{c.Type} {c.Status} {c.Reason}")];

    private static Func<string, MemberView?> Member(MemberHealth health = MemberHealth.Healthy) =>
        cluster => new MemberView { Cluster = cluster, Provider = "p", Health = health, Problem = "no route", Reason = "ConnectionFailed" };
}
