using Lepton.Api.Policies;
using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.BadInput;

/// <summary>Policies by which no move could ever be made, on a hub without webhooks that would refuse them: their status says what is wrong, and nothing of what runs is touched.</summary>
public sealed class BadPolicyTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Theory]
    [InlineData("rebalance: { windows: [{ cron: 0 22 * * *, duration: 2h }, { cron: 0 3 30 2 *, duration: 1h }] }", "spec.rebalance.windows[1].cron", "found \"0 3 30 2 *\"", "expected a time that comes: this day is in no month")]
    [InlineData("rebalance: { windows: [{ cron: 0 22 * * *, duration: 0s }] }", "spec.rebalance.windows[0].duration", "found \"0s\"", "expected at least 1m")]
    [InlineData("rebalance: { windows: [{ cron: \"61 22 * * *\", duration: 2h }] }", "spec.rebalance.windows[0].cron", "found \"61 22 * * *\"", "expected five fields")]
    [InlineData("rebalance: { windows: [{ cron: 0 22 * * *, duration: 2h, timeZone: Europe/Berlim }] }", "spec.rebalance.windows[0].timeZone", "found \"Europe/Berlim\"", "nearest Europe/Berlin")]
    public async Task Its_status_says_object_field_what_was_found_and_what_is_right(string spec, params string[] parts)
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("moving", "10m"), SmallFleet.Model("bad", "llm", "policyName: moving"));
        await Fleet.ConditionAsync("bad", "llm", "Ready", "True");
        var standing = await Fleet.StandingAsync();

        await Fleet.ReplaceAsync(SmallFleet.Policy("moving", "10m", spec));
        var said = "";
        await Fleet.UntilAsync("the policy says what is wrong", async () =>
        {
            var ready = (await Fleet.Hub.Resource<PlacementPolicy>().GetAsync("moving")).Status?.Conditions?.Find(c => c.Type == "Ready");
            said = ready?.Message ?? "";
            return ready is { Status: "False", Reason: "InvalidSpec" } ? null : $"{ready?.Status} {ready?.Reason}: {ready?.Message}";
        });
        Seen.Says(said, ["PlacementPolicy moving", .. parts]);
        Seen.Says((await Fleet.ConditionAsync("bad", "llm", "Scheduled", "False", "InvalidPolicy")).Message, parts);

        // A move would pay by far.
        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal(standing, await Fleet.StandingAsync());

        await Fleet.ReplaceAsync(SmallFleet.Policy("moving", "10m"));
        await Fleet.SettledAsync(p => p.Models[0].Status?.Migration is null && p.Placements.All(x => x.Placement.Cluster == "aws") ? null : "not in aws");
    }
}
