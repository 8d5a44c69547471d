using Lepton.Placement.Bound;
using Lepton.Placement.Core;
using Lepton.Placement.Packing;
using Lepton.Placement.Search;
using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Properties;

/// <summary>Each part of the bound by itself never passes the optimum, on random problems with every kind of rule.</summary>
public class RelaxationTests
{
    [Fact]
    public void Candidates_that_are_left_out_are_counted_at_any_prices() => Support.Properties.Hold(150, problem =>
    {
        var (optimum, random) = (Exhaustive.Optimum(problem), new Random(problem.Seed));
        var instance = Shortened(problem, random);
        var relaxation = new Relaxation(instance);
        foreach (var scale in new[] { 0, 1.0, 6 })
        {
            var value = relaxation.Certified(Prices(relaxation, random, scale));
            Assert.True(value <= optimum + 1e-6, $"{value} at prices up to {scale}, above the optimum {optimum}");
        }
    });

    [Fact]
    public void Whatever_cuts_are_found_none_cuts_off_the_optimum() => Support.Properties.Hold(150, problem =>
    {
        var (optimum, random) = (Exhaustive.Optimum(problem), new Random(problem.Seed));
        var instance = InstanceBuilder.Build(problem);
        var relaxation = new Relaxation(instance);
        // The cuts of an average that is anything: they hold whatever they were found by.
        var average = Enumerable.Range(0, relaxation.Pairs.Count).Select(_ => random.NextDouble() * 2).ToArray();
        relaxation.Add(new CutFinder(instance, relaxation.Pairs).Find(average, []));
        var value = relaxation.Certified(Prices(relaxation, random, 4));
        Assert.True(value <= optimum + 1e-6, $"{value} with {relaxation.Cuts.Count} cuts, above the optimum {optimum}");
    });

    [Fact]
    public void Of_the_two_halves_of_a_number_of_nodes_one_holds_the_optimum() => Support.Properties.Hold(150, problem =>
    {
        var (optimum, random) = (Exhaustive.Optimum(problem), new Random(problem.Seed));
        var instance = InstanceBuilder.Build(problem);
        var relaxation = new Relaxation(instance);
        var (none, all) = (new int[instance.Pools.Length], Array.ConvertAll(instance.Pools, p => p.NewNodes));
        var pool = random.Next(instance.Pools.Length);
        var values = Enumerable.Range(0, all[pool] + 1).Select(n =>
        {
            relaxation.Restrict(With(none, pool, n), With(all, pool, n));
            return relaxation.Certified(Prices(relaxation, new Random(problem.Seed), 5));
        }).ToList();
        Assert.True(values.Min() <= optimum + 1e-6, $"{string.Join(", ", values)} by nodes opened, and the optimum is {optimum}");
        relaxation.Restrict(null, null);
        Assert.True(relaxation.Certified(Prices(relaxation, new Random(problem.Seed), 5)) <= values.Min() + 1e-6, "the whole is no more than its parts");
    });

    [Fact]
    public void Branching_on_nodes_raises_the_bound_and_not_above_the_optimum() => Support.Properties.Hold(60, problem =>
    {
        var optimum = Exhaustive.Optimum(problem);
        var multipliers = new Multipliers(InstanceBuilder.Build(problem));
        multipliers.Improve(optimum, 60, 60, CancellationToken.None);
        var before = multipliers.Bound;
        multipliers.Branch(optimum, 20_000, CancellationToken.None);
        Assert.InRange(multipliers.Bound, before, optimum + 1e-6);
    });

    [Fact]
    public void The_parts_of_the_distance_add_up_to_it() => Support.Properties.Hold(100, problem =>
    {
        var instance = InstanceBuilder.Build(problem);
        var multipliers = new Multipliers(instance);
        multipliers.Improve(double.PositiveInfinity, 30, 30, CancellationToken.None);
        var state = new State(instance, new Packer(instance, exact: true));
        new Construction(state, new Inserter(state, multipliers.Shadow(), new Random(1)), instance.Models.Where(m => !m.Refused).ToList(), multipliers.Shadow()).Run(CancellationToken.None);
        var shares = new Attribution(instance, state, multipliers.Relaxation, multipliers.Best).Shares();
        var value = multipliers.Relaxation.Certified(multipliers.Best);
        Assert.Equal(state.Total - value, shares.Sum(s => s.Hourly), 4);
        Assert.All(shares.Where(s => s.Cause is not GapCause.Limit), s => Assert.True(s.Hourly > -1e-6, $"{s} is below zero"));
    });

    /// <summary>Each model keeps some of its candidates; a gang whole clusters.</summary>
    private static Instance Shortened(PlacementProblem problem, Random random)
    {
        var instance = InstanceBuilder.Build(problem);
        for (var m = 0; m < instance.Models.Length; m++)
        {
            var kept = instance.Models[m].Options.GroupBy(o => instance.Models[m].Gang ? o.Pool.Cluster : o.Pool.Index)
                .Where(g => random.Next(2) == 0 || g.Any(o => o.Current > 0)).SelectMany(g => g).Select(o => o.Pool.Index).ToHashSet();
            var whole = instance.Models[m].Gang ? instance.Models[m].Options.Where(o => o.Current > 0).Select(o => o.Pool.Cluster).ToHashSet() : [];
            kept.UnionWith(instance.Models[m].Options.Where(o => whole.Contains(o.Pool.Cluster)).Select(o => o.Pool.Index));
            instance.Models[m] = instance.Builder.Shorten(instance.Models[m], kept);
        }

        return instance;
    }

    private static double[] Prices(Relaxation relaxation, Random random, double most) =>
        Enumerable.Range(0, relaxation.Size).Select(_ => random.Next(3) == 0 ? 0 : random.NextDouble() * most).ToArray();

    private static int[] With(int[] nodes, int pool, int number)
    {
        var changed = (int[])nodes.Clone();
        changed[pool] = number;
        return changed;
    }
}
