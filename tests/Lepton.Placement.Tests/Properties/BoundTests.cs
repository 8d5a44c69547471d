using Lepton.Placement.Bound;
using Lepton.Placement.Core;
using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Properties;

public class BoundTests
{
    [Fact]
    public void The_relaxation_is_a_bound_at_any_prices() => Support.Properties.Hold(250, problem =>
    {
        var optimum = Exhaustive.Optimum(problem);
        var relaxation = new Relaxation(InstanceBuilder.Build(problem));
        var random = new Random(problem.Seed);
        foreach (var scale in new[] { 0, 0.5, 2, 8 })
        {
            var multipliers = Enumerable.Range(0, relaxation.Size).Select(_ => random.Next(3) == 0 ? 0 : random.NextDouble() * scale).ToArray();
            var value = relaxation.Value(multipliers);
            Assert.True(value <= optimum + 1e-6, $"{value} at prices up to {scale}, above the optimum {optimum}");
        }
    });

    [Fact]
    public void Steps_only_raise_the_bound_and_never_above_the_optimum() => Support.Properties.Hold(100, problem =>
    {
        var optimum = Exhaustive.Optimum(problem);
        var multipliers = new Multipliers(InstanceBuilder.Build(problem));
        var before = multipliers.Bound;
        multipliers.Improve(optimum, 100, 100, CancellationToken.None);
        Assert.True(multipliers.Bound >= before);
        Assert.True(multipliers.Bound <= optimum + 1e-6);
    });

    [Fact]
    public void Scarcity_is_priced()
    {
        // Eight services want the four cheap GPUs: the bound must see that half of them pay the dear price.
        var models = Enumerable.Range(0, 8).Select(i => Make.Service($"m{i}", 1)).ToArray();
        var instance = InstanceBuilder.Build(Make.Problem([Make.Pool("cheap", 1, gpus: 4), Make.Pool("dear", 3)], models));
        Assert.Equal(8, new Relaxation(instance).Certified(new double[new Relaxation(instance).Size]), 6);
        var multipliers = new Multipliers(instance);
        multipliers.Improve(double.PositiveInfinity, 200, 200, CancellationToken.None);
        Assert.InRange(multipliers.Bound, 15.8, 16.000001);
        Assert.InRange(multipliers.Shadow().Of(instance.Models[0])[0], 1.9, 2.1);
    }

    [Fact]
    public void Half_empty_nodes_are_priced_for_large_replicas()
    {
        // 12 free GPUs, but only four places for two GPUs: rows for replicas of two or more say so, the row of single GPUs does not.
        var pool = Make.Pool("p", 1, gpus: 3) with { Nodes = Enumerable.Repeat(new NodeFree(3, 96, 1024), 4).ToList() };
        var instance = InstanceBuilder.Build(Make.Problem([pool], Make.Service("m", 6, gpus: 2, penalty: 50)));
        var multipliers = new Multipliers(instance);
        multipliers.Improve(double.PositiveInfinity, 200, 200, CancellationToken.None);
        Assert.Equal(108, multipliers.Bound, 3);
    }
}
