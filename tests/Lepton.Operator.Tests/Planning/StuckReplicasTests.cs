using Lepton.Operator.Emission;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

/// <summary>Two replicas of four GPUs at aws, on two nodes of four: one runs, the other's room was taken by somebody else before it had a node.</summary>
public sealed class StuckReplicasTests
{
    private static readonly ModelKey Key = new("ns", "m");
    private static readonly string Label = Names.Placement("aws/H100/OnDemand/h4");

    [Fact]
    public void What_can_get_no_node_is_placed_elsewhere_and_the_rest_stays()
    {
        var own = Fleet.Of(World().Cloud("gcp", 20, Make.Node("c", 4)).Plan(), "m");
        Assert.Equal(("1@aws 1@gcp", PlanReason.RoomTaken), (Fleet.Where(own), own.Reason));
        Assert.EndsWith("moved from aws, where no node of pool aws/H100/OnDemand/h4 has room for what still waits there", own.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_another_place_it_says_so()
    {
        var own = Fleet.Of(World().Plan(), "m");
        Assert.Equal(("1@aws", PlanReason.Unschedulable, 1.0), (Fleet.Where(own), own.Reason, own.Missing));
    }

    [Fact]
    public void What_only_has_not_been_scheduled_yet_is_waited_for() =>
        Assert.False(Fleet.Of(World(taken: 0).Cloud("gcp", 20, Make.Node("c", 4)).Plan(), "m").Changed);

    [Fact]
    public void So_is_room_that_somebody_is_about_to_leave()
    {
        var fleet = World(Make.Pod(new ModelKey("ns", "gone"), 4)).Cloud("gcp", 20, Make.Node("c", 4));
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
    }

    [Fact]
    public void A_pool_that_can_grow_is_waited_for()
    {
        var fleet = World().Cloud("gcp", 20, Make.Node("c", 4));
        fleet.Providers[0].Spec.Clusters![0].NodePools = [Make.Pool("h4", 3, 4, "h4")];
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
    }

    [Fact]
    public void A_surge_of_a_rollout_is_not_missed()
    {
        var running = new[] { "a", "b" }.Select(n => Make.Node(n, 4, Make.Pod(Key, 4, placement: Label))).ToArray();
        var fleet = new Fleet().Cloud("aws", 10, running).Cloud("gcp", 20, Make.Node("c", 4))
            .With(Make.Model("m", 2, 4).At(Make.Placement("aws", 2, 4, nodeGpus: 4))).Waiting("aws", Make.Pod(Key, 4, placement: Label));
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
    }

    [Fact]
    public void It_is_news_to_the_planner()
    {
        string Of(Fleet fleet) => PlanInput.Of(fleet.Snapshot, "v1", _ => "", fleet.Facts.Stuck);
        Assert.NotEqual(Of(World()), Of(World().Waiting("aws")));
        Assert.Equal(Of(World(taken: 0)), Of(World(taken: 0).Waiting("aws")));
    }

    private static Fleet World(int taken = 4) => World(Make.Foreign(taken));

    private static Fleet World(PodView other) => new Fleet()
        .Cloud("aws", 10, Make.Node("a", 4, Make.Pod(Key, 4, placement: Label)), Make.Node("b", 4, other))
        .With(Make.Model("m", 2, 4).At(Make.Placement("aws", 2, 4, nodeGpus: 4))).Waiting("aws", Make.Pod(Key, 4, placement: Label));
}
