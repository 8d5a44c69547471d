using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Tests.Loop;

/// <summary>A move in steps, the operator ended and started anew in every phase of every step.</summary>
public sealed class StepwiseTests
{
    [Fact]
    public async Task Ended_in_every_phase_a_stepwise_move_goes_on_and_never_runs_fewer_than_wanted()
    {
        await using var world = new World().Cloud("aws", 10).Cloud("gcp", 12).With(Make.Policy("default", s =>
        {
            s.Rebalance.Cooldown = "1s";
            s.Migration = new MigrationPolicy
            {
                Strategy = MigrationStrategy.Stepwise,
                Steps = [new() { Percent = 25, Pause = "1m" }, new() { Percent = 50, Pause = "1m" }],
                Verification = new() { MinReadySeconds = 10 },
            };
        })).With(Make.Model("m", 4, 1));
        world.Start();
        await world.ReadyAsync("m");
        Assert.Equal("4@aws", world.Where("m"));

        world.Edit(world.Provider("gcp"), p => p.Spec.Pricing!.GpuHour![0].DollarsPerGpuHour = 4);
        var least = int.MaxValue;
        var phases = new List<string>();
        foreach (var (phase, percent) in new[]
        {
            (MigrationPhase.Verifying, 25), (MigrationPhase.Pausing, 25), (MigrationPhase.Verifying, 50), (MigrationPhase.Pausing, 50), (MigrationPhase.Verifying, 100),
        })
        {
            await SeenAsync(() => world.Model("m")!.Status!.Migration is { } m && m.Phase == phase && m.Percent == percent);
            phases.Add($"{phase} {percent}: {Running(world, "aws")}+{Running(world, "gcp")}");
            await world.StopAsync();
            world.Start();
        }

        await SeenAsync(() => world.Model("m")!.Status!.Migration is null && Running(world, "aws") == 0);
        Assert.Equal(("4@gcp", 4), (world.Where("m"), Running(world, "gcp")));
        Assert.True(least >= 4, $"only {least} of 4 were to run at some moment; {string.Join(", ", phases)}");

        Task SeenAsync(Func<bool> condition) => world.UntilAsync(() =>
        {
            least = Math.Min(least, Running(world, "aws") + Running(world, "gcp"));
            return condition();
        });
    }

    private static int Running(World world, string member) => world.In<Kubernetes.Models.V1Deployment>(member).Sum(d => (int)d.Json["spec"]!["replicas"]!);
}
