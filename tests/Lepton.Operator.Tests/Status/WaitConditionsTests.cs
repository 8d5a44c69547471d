using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Status;

namespace Lepton.Operator.Tests.Status;

/// <summary>What kstatus (and Flux by it) makes of models in each of their states.</summary>
public sealed class WaitConditionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private const string Serves = "Scheduled True Placed, Applied True Applied, Ready True AllReplicasReady, Progressing False Stable, Degraded False AsExpected";

    [Theory]
    [InlineData("Current", Serves)]
    [InlineData("InProgress", "Scheduled True Placed, Applied Unknown Applying, Ready True AllReplicasReady, Progressing False Stable, Degraded False AsExpected")]
    [InlineData("InProgress", "Scheduled True Placed, Applied True Applied, Ready False ReplicasNotReady, Progressing True ReplicasStarting, Degraded False AsExpected")]
    [InlineData("InProgress", "Scheduled True Placed, Applied True Applied, Ready True AllReplicasReady, Progressing True RollingOut, Degraded False AsExpected")]
    // Room may come.
    [InlineData("InProgress", "Scheduled False Unschedulable, Applied False NotPlaced, Ready False NotPlaced, Progressing False NotPlaced, Degraded False AsExpected")]
    // Nobody asked for a move, and it serves.
    [InlineData("Current", "Scheduled True Placed, Applied True Applied, Ready True ServedBySource, Progressing True Draining, Degraded False AsExpected")]
    [InlineData("Current", "Scheduled True Placed, Applied True KeptOtherwise, Ready True AllReplicasReady, Progressing False Stable, Degraded False AsExpected")]
    [InlineData("Current", "Scheduled True Completed, Applied True Applied, Ready True Completed, Progressing False Completed, Degraded False AsExpected")]
    [InlineData("Failed", "Scheduled False InvalidSpec, Applied True Applied, Ready True AllReplicasReady, Progressing False Stable, Degraded False AsExpected")]
    [InlineData("Failed", "Scheduled False PolicyNotFound, Applied False NotPlaced, Ready False NotPlaced, Progressing False NotPlaced, Degraded False AsExpected")]
    [InlineData("Failed", "Scheduled True Placed, Applied False NameTaken, Ready False ReplicasNotReady, Progressing True ReplicasStarting, Degraded True NameTaken")]
    [InlineData("Failed", "Scheduled True Placed, Applied True Applied, Ready True AllReplicasReady, Progressing True RollingBack, Degraded True RolloutFailed")]
    public void It_is(string kstatus, string conditions)
    {
        var model = Model(conditions, observed: 3);
        Assert.Equal(kstatus, Kstatus.Of(model));
    }

    [Fact]
    public void A_change_that_is_not_decided_on_is_in_progress_although_all_of_the_old_one_is_well()
    {
        var model = Model(Serves, observed: 2);
        Assert.Equal("InProgress", Kstatus.Of(model));
        Assert.Equal("Deciding", model.Status!.Conditions!.Single(c => c.Type == "Reconciling").Reason);
    }

    [Fact]
    public void They_are_there_only_while_they_are_true()
    {
        var model = Model("Scheduled False InvalidSpec", observed: 3);
        Assert.Equal(["Scheduled", "Stalled"], model.Status!.Conditions!.Select(c => c.Type));
        model.Status.Conditions = Of(Serves, 3);
        WaitConditions.OfModel(model, Now);
        Assert.Equal(["Scheduled", "Applied", "Ready", "Progressing", "Degraded"], model.Status.Conditions.Select(c => c.Type));
    }

    private static LeptonModel Model(string conditions, long observed)
    {
        var model = Make.Model("m");
        model.Metadata.Generation = 3;
        model.Status = new LeptonModelStatus { ObservedGeneration = 3, Conditions = Of(conditions, observed) };
        WaitConditions.OfModel(model, Now);
        return model;
    }

    private static List<V1Condition> Of(string conditions, long observed) => [.. conditions.Split(", ").Select(c => c.Split(' '))
        .Select(c => new V1Condition { Type = c[0], Status = c[1], Reason = c[2], Message = "", ObservedGeneration = c[0] == "Scheduled" ? observed : 3 })];
}
