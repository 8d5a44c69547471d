using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Incremental;

public class IncrementalSolverTests
{
    private static readonly Pool Cheap = Make.Pool("cheap", 1, gpus: 4);
    private static readonly Pool Dear = Make.Pool("dear", 3, gpus: 8);

    [Fact]
    public void A_model_that_fits_is_placed_and_nobody_moves()
    {
        var solver = Solver([Cheap, Dear], At(Make.Service("a", 2), "cheap"));
        var change = solver.Add(Make.Service("b", 2), moveBudget: 10);
        Assert.Equal(["b@cheap=2"], Where(change));
        Assert.Equal(0, change.OthersMoved);
        Assert.Equal(4, change.Total, 5);
        Assert.Equal(4, change.Bound, 3);
    }

    [Fact]
    public void A_gang_that_finds_no_room_moves_others_as_far_as_the_budget_allows()
    {
        var models = new[] { At(Make.Service("a", 1), "dear"), At(Make.Service("b", 1), "dear") };
        var gang = Make.Gang("g", 1, gpus: 8);
        var left = Solver([Cheap, Dear], models).Add(gang, moveBudget: 1);
        Assert.Equal(["g"], left.Unplaced.Select(u => u.Model));
        Assert.Equal(0, left.OthersMoved);
        var placed = Solver([Cheap, Dear], models).Add(gang, moveBudget: 2);
        Assert.Empty(placed.Unplaced);
        Assert.Equal(["a@cheap=1", "b@cheap=1", "g@dear=1"], Where(placed).Order());
        Assert.Equal(2, placed.OthersMoved);
    }

    [Fact]
    public void Who_has_no_place_gets_one_when_a_model_goes()
    {
        var solver = Solver([Cheap], At(Make.Service("a", 4), "cheap"));
        Assert.Single(solver.Add(Make.Service("b", 2)).Unplaced);
        var change = solver.Remove("a");
        Assert.Equal(["b@cheap=2"], Where(change));
        Assert.Equal(2, change.Total, 5);
    }

    [Fact]
    public void A_model_that_grows_stays_where_it_is()
    {
        var solver = Solver([Cheap, Dear], At(Make.Service("a", 2), "dear"));
        var change = solver.Change(Make.Service("a", 5) with { MoveCost = 5 });
        Assert.Equal(["a@cheap=3", "a@dear=2"], Where(change).Order());
    }

    [Theory]
    [InlineData(1.5, 10, "dear")]
    [InlineData(0.9, 10, "now")]
    [InlineData(0.9, 1, "dear")]
    public void A_lower_price_moves_others_only_for_a_gain_above_the_cost_and_within_the_budget(double moveCost, int budget, string expected)
    {
        var solver = Solver([Make.Pool("now", 3), Make.Pool("dear", 3)], At(Make.Service("a", 2) with { MoveCost = moveCost }, "dear"));
        var change = solver.ChangePool(Make.Pool("now", 2), budget);
        Assert.Equal([$"a@{expected}=2"], Make.Where(solver.Plan()));
        Assert.Equal(expected == "now" ? 2 : 0, change.OthersMoved);
    }

    [Fact]
    public void Only_those_who_lost_their_cluster_move()
    {
        var solver = Solver([Cheap, Dear, Make.Pool("other", 2, gpus: 8)], At(Make.Service("a", 3), "cheap"), At(Make.Service("b", 5), "other"));
        var change = solver.LosePools(["cheap"], moveBudget: 10);
        Assert.Equal(["a"], change.Models);
        Assert.Equal(["a@other=3"], Where(change));
        Assert.Equal(0, change.OthersMoved);
        Assert.DoesNotContain(solver.Problem.Pools, p => p.Id == "cheap");
    }

    [Fact]
    public void A_node_that_is_lost_takes_along_what_no_longer_fits()
    {
        var two = Make.Pool("p", 1, nodes: 2, gpus: 2);
        var solver = Solver([two, Dear], At(Make.Service("a", 2), "p"), At(Make.Service("b", 1), "p"));
        var change = solver.ChangePool(two with { Nodes = two.Nodes.Take(1).ToList() });
        Assert.Equal(["b@dear=1"], Where(change));
        Assert.Equal(["a@p=2", "b@dear=1"], Make.Where(solver.Plan()));
    }

    [Fact]
    public void A_new_cluster_takes_who_had_no_place_and_leaves_the_others()
    {
        var solver = Solver([Cheap], At(Make.Service("a", 4), "cheap"));
        Assert.Single(solver.Add(Make.Service("b", 2)).Unplaced);
        var change = solver.AddPools([Dear]);
        Assert.Equal(["b@dear=2"], Where(change));
        Assert.Equal(["a@cheap=4", "b@dear=2"], Make.Where(solver.Plan()));
    }

    [Fact]
    public void Hundreds_of_models_may_come_and_go()
    {
        var solver = Solver([Make.Pool("p", 1, nodes: 100)]);
        for (var i = 0; i < 300; i++)
        {
            Assert.Empty(solver.Add(Make.Service($"m{i}", 2)).Unplaced);
        }

        Assert.Equal(600, solver.Total, 4);
        for (var i = 0; i < 300; i += 2)
        {
            solver.Remove($"m{i}");
        }

        Assert.Equal(300, solver.Total, 4);
        Assert.Equal(300, solver.Bound, 2);
        Assert.Equal(150, solver.Plan().Placements.Count);
    }

    [Fact]
    public void A_plan_that_was_solved_is_kept_as_it_is()
    {
        var problem = Fleets.Make(seed: 7, models: 60, clusters: 8, load: 0.7);
        var plan = Make.Solve(problem);
        var solver = IncrementalSolver.Solve(problem);
        Assert.Equal(Make.Where(plan), Make.Where(solver.Plan()));
        Assert.Equal(plan.Total(), solver.Total, 3);
    }

    [Fact]
    public void What_makes_no_sense_is_refused_with_its_reason_and_changes_nothing()
    {
        var solver = Solver([Cheap, Dear], At(Make.Service("a", 2), "cheap"));
        Assert.Contains("model a: id: found a model with this id already", Refused(() => solver.Add(Make.Service("a", 1))));
        Assert.Contains("model b: demand: found NaN", Refused(() => solver.Add(Make.Service("b", double.NaN))));
        Assert.Contains("model b: id: found no model with this id", Refused(() => solver.Remove("b")));
        Assert.Contains("model b: id: found no model with this id", Refused(() => solver.Change(Make.Service("b", 1))));
        Assert.Contains("pool cheap: price: found Infinity", Refused(() => solver.ChangePool(Cheap with { Price = double.PositiveInfinity })));
        Assert.Contains("pool cheap: region: found mars, expected aws-1 as before", Refused(() => solver.ChangePool(Cheap with { Region = "mars" })));
        Assert.Contains("pool none: id: found no pool with this id", Refused(() => solver.LosePools(["none"])));
        Assert.Contains("pool dear: id: found 2 with this id", Refused(() => solver.AddPools([Dear])));
        Assert.Equal(["a@cheap=2"], Make.Where(solver.Plan()));
    }

    private static string Refused(Func<IncrementalChange> change) => string.Join("; ", Assert.Throws<PlacementProblemException>(() => change()).Errors);

    private static IncrementalSolver Solver(IEnumerable<Pool> pools, params Model[] models) => new(Make.Problem(pools, models));

    private static Model At(Model model, string pool) => model with { Current = [new CurrentPlacement(pool, (int)(model.Demand ?? model.Replicas!.Value))] };

    private static string[] Where(IncrementalChange change) => change.Placements.Select(p => $"{p.Model}@{p.Pool}={p.Replicas}").ToArray();
}
