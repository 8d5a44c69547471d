using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

public sealed class PlanInputTests
{
    [Fact]
    public void The_same_world_has_the_same_fingerprint() => Assert.Equal(Of(World()), Of(World()));

    [Fact]
    public void Pods_of_our_own_do_not_change_it() =>
        Assert.Equal(Of(World()), Of(World(Make.Node("a", 8, Make.Foreign(2), Make.Pod(new ModelKey("ns", "m"), 4)))));

    [Fact]
    public void A_status_that_says_the_same_does_not_change_it()
    {
        var fleet = World();
        fleet["m"].Status!.Placements![0].ReadyReplicas = 0;
        fleet["m"].Status!.Placements![0].State = PlacementState.Pending;
        Assert.Equal(Of(World()), Of(fleet));
    }

    /// <summary>A thousand models that get a new image one after the other are no reason to plan a thousand times.</summary>
    [Fact]
    public void What_only_pods_are_made_of_does_not_change_it()
    {
        var fleet = World();
        var model = fleet["m"];
        (model.Metadata.Generation, model.Spec.Image, model.Spec.Args) = (2, "registry.example/other:2", ["--flag"]);
        model.Spec.Env = [new V1EnvVar { Name = "A", Value = "b" }];
        Assert.Equal(Of(World()), Of(fleet));
    }

    [Fact]
    public void A_training_run_begins_anew_with_any_change()
    {
        static Fleet Training(long generation)
        {
            var fleet = World();
            (fleet["m"].Spec.Workload, fleet["m"].Metadata.Generation) = (WorkloadKind.Training, generation);
            return fleet;
        }

        Assert.NotEqual(Of(Training(1)), Of(Training(2)));
    }

    [Fact]
    public void What_was_refused_is_looked_at_again_with_any_change()
    {
        static Fleet Refused(long generation)
        {
            var fleet = World();
            fleet["m"].Metadata.Generation = generation;
            fleet["m"].Status!.Conditions = [new V1Condition { Type = "Scheduled", Status = "False", Reason = "Unschedulable" }];
            return fleet;
        }

        Assert.NotEqual(Of(Refused(1)), Of(Refused(2)));
    }

    public static TheoryData<string> Changes => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Whatever_a_plan_depends_on_changes_it(string change)
    {
        var fleet = World();
        All[change](fleet);
        Assert.NotEqual(Of(World()), Of(fleet));
    }

    [Fact]
    public void Prices_change_it() => Assert.NotEqual(Of(World()), Of(World(), "v2"));


    [Fact]
    public void Time_alone_does_not_change_it()
    {
        var (now, later) = (World(), World());
        now["m"].Status!.Decision = new PlacementDecision { Time = now.Now };
        later["m"].Status!.Decision = new PlacementDecision { Time = later.Now.AddHours(-1) };
        Assert.Equal(Of(now), Of(later));
    }

    [Fact]
    public void The_end_of_a_cooldown_changes_it() =>
        Assert.NotEqual(Of(World()), PlanInput.Of(World().Snapshot, "v1", m => m.Metadata.Name == "m" ? "c" : ""));

    /// <summary>What a deleted model's last pods still hold is free when they are gone, and nothing else tells.</summary>
    [Fact]
    public void Pods_of_a_model_that_is_gone_change_it() =>
        Assert.NotEqual(Of(World()), Of(World(Make.Node("a", 8, Make.Foreign(2), Make.Pod(new ModelKey("ns", "gone"), 4)))));

    /// <summary>What left for another pool holds its room until its last pod is gone, and a move that was refused for lack of room is made then.</summary>
    [Fact]
    public void Pods_that_are_more_than_is_wanted_change_it()
    {
        var pool = Lepton.Operator.Emission.Names.Placement("aws/H100/OnDemand/h8");
        PodView Own(string placement) => Make.Pod(new ModelKey("ns", "m"), 4, placement: placement);
        Assert.Equal(Of(World()), Of(World(Make.Node("a", 8, Make.Foreign(2), Own(pool)))));
        Assert.NotEqual(Of(World()), Of(World(Make.Node("a", 8, Make.Foreign(2), Own("elsewhere")))));
        Assert.NotEqual(Of(World(Make.Node("a", 8, Make.Foreign(2), Own(pool)))), Of(World(Make.Node("a", 8, Make.Foreign(2), Own(pool), Own(pool)))));
    }

    [Fact]
    public void Pods_of_our_own_change_it_while_a_model_waits_for_room()
    {
        var (with, without) = (World(Make.Node("a", 8, Make.Foreign(2), Make.Pod(new ModelKey("ns", "m"), 4))), World());
        foreach (var fleet in new[] { with, without })
            fleet.With(Make.Model("waits")).Models[^1].Status = new LeptonModelStatus { Conditions = [new V1Condition { Type = "Scheduled", Status = "False", Reason = "Unschedulable" }] };
        Assert.NotEqual(Of(with), Of(without));
    }

    [Fact]
    public void Nodes_that_are_looked_at_again_are_still_told_from_others()
    {
        var fleet = World();
        Assert.Equal(Of(fleet), Of(fleet));
        fleet.Member("aws", "aws", Make.Node("a", 8, Make.Foreign(3)));
        Assert.NotEqual(Of(World()), Of(fleet));
    }

    private static readonly Dictionary<string, Action<Fleet>> All = new()
    {
        ["a foreign pod"] = f => f.Member("aws", "aws", Make.Node("a", 8, Make.Foreign(3))),
        ["foreign cpu"] = f => f.Member("aws", "aws", Make.Node("a", 8, Make.Foreign(2, 5))),
        ["a node more"] = f => f.Member("aws", "aws", Make.Node("a", 8, Make.Foreign(2)), Make.Node("b")),
        ["a node less"] = f => f.Member("aws", "aws"),
        ["a cordon"] = f => f.Member("aws", "aws", Make.Node("a", 8, Make.Foreign(2)) with { Cordoned = true }),
        ["a node label"] = f => f.Member("aws", "aws", Make.Node("a", 8, Make.Foreign(2)).Labelled(("x", "y"))),
        ["a taint"] = f => f.Member("aws", "aws", Make.Node("a", 8, Make.Foreign(2)) with { Taints = [Make.Taint("x")] }),
        ["health"] = f => f.Health("aws", MemberHealth.Unreachable, TimeSpan.Zero),
        ["a provider"] = f => f.Providers[0].Metadata.Generation = 2,
        ["a policy"] = f => f.Policies[0].Metadata.Generation = 2,
        ["replicas"] = f => f["m"].Spec.Replicas = 2,
        ["an accelerator"] = f => f["m"].Spec.Accelerators![0].Count = 2,
        ["a priority"] = f => f["m"].Spec.Priority = 5,
        ["a budget"] = f => f["m"].Spec.Budget = new CostBudget { HourlyCost = 3 },
        ["memory"] = f => f["m"].Spec.Resources = new V1ResourceRequirements { Requests = new() { ["memory"] = Quantity.Parse("3Gi") } },
        ["a pause"] = f => f["m"].Spec.Suspend = true,
        ["a spec that makes no sense"] = f => f["m"].Spec.Replicas = -1,
        ["a model more"] = f => f.With(Make.Model("n")),
        ["a deletion"] = f => f["m"].Metadata.DeletionTimestamp = f.Now,
        ["a placement that leaves"] = f => f["m"].Status!.Placements![0].State = PlacementState.Draining,
        ["a placement gone"] = f => f["m"].Status!.Placements!.Clear(),
        ["a training run that is over"] = f => f["m"].Status!.Conditions = [new V1Condition { Type = "Ready", Status = "True", Reason = "Completed" }],
    };

    private static Fleet World(NodeView? node = null) => new Fleet().Cloud("aws", 10, node ?? Make.Node("a", 8, Make.Foreign(2)))
        .With(Make.Model("m", 1, 4).At(Make.Placement("aws", 1, 4))).With(Make.Policy("default"));

    private static string Of(Fleet fleet, string prices = "v1") => PlanInput.Of(fleet.Snapshot, prices, _ => "");
}
