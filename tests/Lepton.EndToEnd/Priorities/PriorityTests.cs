using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.Priorities;

/// <summary>Models that may only be in azure, which has eight GPUs on two nodes.</summary>
public sealed class PriorityTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const string Azure = "{ providers: { allow: [azure] } }";

    [Fact]
    public async Task The_lower_priority_gives_way_by_as_much_as_is_needed_and_both_say_so()
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("azure", "10m", Azure), SmallFleet.Model("prior", "low", "{ replicas: 8, policyName: azure }"));
        await Fleet.SettledAsync(p => p.Placements.Sum(x => x.Placement.ReadyReplicas) == 8 ? null : "not eight");
        await Fleet.ApplyAsync(SmallFleet.Model("prior", "high", "{ replicas: 3, policyName: azure, priority: 10 }"));

        await Fleet.ConditionAsync("prior", "high", "Ready", "True");
        var preempted = await Fleet.ConditionAsync("prior", "low", "Scheduled", "False", "Preempted");
        Seen.Says(preempted.Message, "gives way to prior/high (priority 10)", "3 of 8 replicas have no place");
        Seen.Says((await Fleet.ModelAsync("prior", "high")).Status!.Decision!.Message, "in place of prior/low (priority 0)");
        await Fleet.UntilAsync("five of low and three of high run", async () => ((await Fleet.ModelAsync("prior", "low")).Status!.ReadyReplicas, (await Fleet.ModelAsync("prior", "high")).Status!.ReadyReplicas) is (5, 3) ? null : "not yet");

        await Fleet.DeleteAsync("prior", "high");
        await Fleet.ConditionAsync("prior", "low", "Scheduled", "True");
        await Fleet.UntilAsync("all eight are back", async () => (await Fleet.ModelAsync("prior", "low")).Status!.ReadyReplicas == 8 ? null : "not yet");
    }

    [Fact]
    public async Task A_budget_that_is_lowered_cuts_the_lower_priority_and_tells_which()
    {
        await Fleet.ApplyAsync(
            SmallFleet.Policy("tight", "10m", Azure), SmallFleet.Model("prior", "minor", "{ replicas: 2, policyName: tight }"), SmallFleet.Model("prior", "major", "{ replicas: 2, policyName: tight, priority: 10 }"));
        await Fleet.SettledAsync(p => p.Placements.Sum(x => x.Placement.ReadyReplicas) == 4 ? null : "not four");
        var cost = (await Fleet.ModelAsync("prior", "major")).Status!.Cost!.Hourly;

        await Fleet.ReplaceAsync(SmallFleet.Policy("tight", "10m", $"{{ providers: {{ allow: [azure] }}, budget: {{ hourlyCost: {(cost * 1.6).ToString(System.Globalization.CultureInfo.InvariantCulture)} }} }}"));
        var cut = await Fleet.ConditionAsync("prior", "minor", "Scheduled", "False", "OverBudget");
        Seen.Says(cut.Message, "PlacementPolicy tight spec.budget.hourlyCost is", "1 of 2 replicas have no place");
        await Fleet.UntilAsync("one of minor and both of major run", async () =>
            ((await Fleet.ModelAsync("prior", "minor")).Status, (await Fleet.ModelAsync("prior", "major")).Status) is ({ ReadyReplicas: 1 }, { ReadyReplicas: 2, Placements: [{ DrainingReplicas: null }] }) ? null : "not yet");
    }
}
