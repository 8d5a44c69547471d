using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Scaling;

namespace Lepton.Operator.Tests.Scaling;

public sealed class ScalingBoundsTests
{
    [Theory]
    [InlineData(3, 10, 4, 3)]
    [InlineData(1, 7, 2, 2, 2)]
    [InlineData(5, 20, 1, 9)]
    [InlineData(2, 2, 2)]
    [InlineData(5, 30, 1, 1, 8)]
    [InlineData(4, 100, 1, 1, 1, 2)]
    public void They_sum_up_to_the_models_bounds_over_all_clusters(int least, int most, params int[] replicas)
    {
        var model = Scaled(least, most, replicas);
        var bounds = ScalingBounds.Of(model, model.Status!.Placements!);
        Assert.Equal(most, bounds.Values.Sum(b => b.Most));
        // An autoscaler has one replica at least.
        Assert.Equal(Math.Max(least, replicas.Length), bounds.Values.Sum(b => b.Least));
        Assert.All(model.Status.Placements!, p => Assert.InRange(p.Replicas, bounds[p.Pool].Least, bounds[p.Pool].Most));
        Assert.All(bounds.Values, b => Assert.True(b.Least >= 1));
    }

    [Fact]
    public void Any_division_sums_up_and_gives_nothing_to_nothing()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var weights = Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(0, 50)).Append(1).ToList();
            var whole = random.Next(0, 300);
            var parts = ScalingBounds.Divide(whole, weights);
            Assert.Equal(whole, parts.Sum());
            Assert.All(Enumerable.Range(0, parts.Length), k => Assert.InRange(parts[k], (long)whole * weights[k] / weights.Sum(), ((long)whole * weights[k] / weights.Sum()) + 1));
        }

        Assert.Equal([0, 0], ScalingBounds.Divide(5, [0, 0]));
    }

    [Fact]
    public void The_target_of_a_move_is_held_at_what_has_to_be_proven_and_the_source_is_scaled_on()
    {
        var model = Scaled(1, 8, 4);
        var (source, target) = (Make.Placement("aws", 4, 1, PlacementState.Draining), Make.Placement("gcp", 4, 1));
        model.Status = new LeptonModelStatus
        {
            Placements = [source, target],
            Migration = new ModelMigration { Strategy = MigrationStrategy.MakeBeforeBreak, Percent = 100, SourcePercent = 100, From = [new() { Cluster = "aws", Pool = source.Pool, Replicas = 4 }] },
        };
        var bounds = ScalingBounds.Of(model, model.Status.Placements);
        Assert.Equal(((1, 4), (4, 8)), (bounds[source.Pool], bounds[target.Pool]));
        (model.Status.Migration.Percent, model.Status.Migration.SourcePercent) = (50, 50);
        bounds = ScalingBounds.Of(model, model.Status.Placements);
        Assert.Equal((2, 2), (bounds[source.Pool].Most, bounds[target.Pool].Least));
        model.Status = new LeptonModelStatus { Placements = [target] };
        Assert.Equal((1, 8), ScalingBounds.Of(model, model.Status.Placements)[target.Pool]);
    }

    private static LeptonModel Scaled(int least, int most, params int[] replicas)
    {
        var model = Make.Model("m", replicas.Sum(), 1).At([.. replicas.Select((r, i) => Make.Placement($"c{i}", r, 1))]);
        model.Spec.Scaling = new ModelScaling { MinReplicas = least, MaxReplicas = most };
        return model;
    }
}
