using System.Text.Json.Nodes;
using Lepton.Operator.Emission;
using Xunit;
using static Lepton.Operator.Tests.Emission.Emitted;

namespace Lepton.Operator.Tests.Emission;

public sealed class ReplicasHandoverTests
{
    private readonly JsonObject _fixed = One(Input("{image: i}", Cpu("a", 5)), "Deployment");
    private readonly JsonObject _scaled = One(Input("{image: i, scaling: {maxReplicas: 9}}", Cpu("a", 5)), "Deployment");

    [Fact]
    public void Another_manager_takes_the_number_that_stands_there_before_we_let_go()
    {
        _fixed["spec"]!["replicas"] = 4;
        var handover = ReplicasHandover.Needed(_scaled, _fixed);
        Assert.Equal(
            $$$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{_scaled["metadata"]!["name"]}}}","namespace":"ns"},"spec":{"replicas":4}}""",
            handover?.ToJsonString());
    }

    [Fact]
    public void Once_let_go_there_is_nothing_to_hand_over()
    {
        _scaled["spec"]!["replicas"] = 7;
        var live = (JsonObject)_scaled.DeepClone();
        _scaled["spec"]!.AsObject().Remove("replicas");
        Assert.Null(ReplicasHandover.Needed(_scaled, live));
    }

    [Fact]
    public void Nor_while_the_number_stays_ours_or_for_other_kinds()
    {
        Assert.Null(ReplicasHandover.Needed(_fixed, _fixed));
        Assert.Null(ReplicasHandover.Needed(_fixed, _scaled));
        var budget = One(Input("{image: i}", Cpu()), "PodDisruptionBudget");
        Assert.Null(ReplicasHandover.Needed(budget, budget));
    }
}
