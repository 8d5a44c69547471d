using Lepton.Placement.Core;
using Lepton.Placement.Packing;
using Lepton.Placement.Search;
using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Search;

/// <summary>The one place that decides whether a placement fits, and takes changes back.</summary>
public class StateTests
{
    private static State Of(PlacementProblem problem)
    {
        var instance = InstanceBuilder.Build(problem);
        return new State(instance, new Packer(instance, exact: false));
    }

    private static Part[] All(State state, int model, int option, int count) => [new Part(state.Instance.Models[model].Options[option].Index, count)];

    [Fact]
    public void What_does_not_fit_changes_nothing()
    {
        var state = Of(Make.Problem([Make.Pool("p", 1, gpus: 4)], Make.Service("a", 3), Make.Service("b", 3)));
        Assert.True(state.TrySet(0, All(state, 0, 0, 3)));
        var (total, parts) = (state.Total, state.Parts(1));
        Assert.False(state.TrySet(1, All(state, 1, 0, 2)));
        Assert.Equal(total, state.Total);
        Assert.Same(parts, state.Parts(1));
        Assert.True(state.TrySet(1, All(state, 1, 0, 1)));
    }

    [Fact]
    public void Totals_are_nodes_rates_and_penalties()
    {
        var state = Of(Make.Problem([Make.Pool("p", 10, 0, gpus: 4, billing: Billing.PerNode, newNodes: 2)], Make.Service("a", 5, penalty: 7)));
        Assert.Equal(35, state.Total, 6);
        Assert.True(state.TrySet(0, All(state, 0, 0, 3)));
        Assert.Equal(10 + 14, state.Total, 6);
        Assert.True(state.TrySet(0, All(state, 0, 0, 5)));
        Assert.Equal(20, state.Total, 6);
        state.Clear(0);
        Assert.Equal(35, state.Total, 6);
        Assert.Equal(0, state.Pool(0).NewNodes);
    }

    [Fact]
    public void A_rollback_is_as_if_nothing_had_been() => Support.Properties.Hold(100, problem =>
    {
        var state = Of(problem);
        var random = new Random(problem.Seed);
        Wander(state, random, 10);
        if (!state.Sound)
        {
            return;
        }

        var (total, before) = (state.Total, Picture(state));
        state.Begin();
        Wander(state, random, 12);
        state.Rollback(total);
        Assert.Equal(before, Picture(state));
        Assert.Equal(total, state.Total);
        Assert.True(state.Sound);
    });

    [Fact]
    public void A_saved_placement_comes_back_whole() => Support.Properties.Hold(100, problem =>
    {
        var state = Of(problem);
        var random = new Random(problem.Seed);
        Wander(state, random, 10);
        if (!state.Sound)
        {
            return;
        }

        var (saved, total, before) = (state.Save(), state.Total, Picture(state));
        Wander(state, random, 12);
        state.Restore(saved);
        Assert.Equal(before, Picture(state));
        Assert.Equal(total, state.Total, 6);
    });

    [Fact]
    public void A_way_back_leads_to_where_it_was_marked_last() => Support.Properties.Hold(100, problem =>
    {
        var state = Of(problem);
        var random = new Random(problem.Seed);
        Wander(state, random, 10);
        if (!state.Sound)
        {
            return;
        }

        state.Mark();
        Wander(state, random, 6);
        if (!state.Sound)
        {
            return;
        }

        state.Mark();
        var (total, before) = (state.Total, Picture(state));
        state.Begin();
        Wander(state, random, 6);
        state.Rollback(total);
        Wander(state, random, 8);
        state.Return();
        Assert.Equal(before, Picture(state));
        Assert.Equal(total, state.Total, 6);
        Assert.True(state.Sound);
    });

    [Fact]
    public void A_sound_state_can_be_laid_out_on_the_nodes_it_opens() => Support.Properties.Hold(150, problem =>
    {
        var state = Of(problem);
        var random = new Random(problem.Seed);
        for (var i = 0; i < 20; i++)
        {
            Wander(state, random, 1);
            foreach (var pool in state.Sound ? state.Instance.Pools : [])
            {
                var packed = state.Packer.Pack(pool, state.Pool(pool.Index).Batches);
                Assert.True(packed.Fits && packed.NewNodes == state.Pool(pool.Index).NewNodes, $"{pool.Source.Id}: {packed} for {state.Pool(pool.Index).NewNodes} nodes");
            }
        }
    });

    [Fact]
    public void Reaching_the_bound_allows_for_ties_and_nothing_else()
    {
        var state = Of(Make.Problem([Make.Pool("p", 1, gpus: 8)], Make.Service("a", 8)));
        Assert.True(state.TrySet(0, All(state, 0, 0, 8)));
        Assert.True(state.Total > 8, "ties are part of what is minimised");
        Assert.True(state.Reaches(8));
        Assert.False(state.Reaches(7.9999));
    }

    /// <summary>Sets random models to random numbers of replicas in one pool, or clears them.</summary>
    private static void Wander(State state, Random random, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            var model = state.Instance.Models[random.Next(state.Instance.Models.Length)];
            if (model.Options.Length == 0 || random.Next(4) == 0)
            {
                state.Clear(model.Index);
                continue;
            }

            var option = model.Options[random.Next(model.Options.Length)];
            state.TrySet(model.Index, [new Part(option.Index, 1 + random.Next(option.Most))]);
        }
    }

    private static string Picture(State state) =>
        string.Join(' ', state.Instance.Models.Select(m => string.Join(',', state.Parts(m.Index).Select(p => $"{p.Option}x{p.Count}"))))
        + "|" + string.Join(' ', state.Instance.Pools.Select(p => $"{state.Pool(p.Index).NewNodes}:{string.Join(',', state.Pool(p.Index).Loads.ToArray())}"))
        + "|" + string.Join(' ', state.Instance.Limits.Select(l => $"{state.Ledger.Gpus(l.Index):0.######}/{state.Ledger.Cost(l.Index):0.######}"));
}
