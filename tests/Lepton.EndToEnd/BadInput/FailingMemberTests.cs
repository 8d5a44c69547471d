using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Hosting;
using Xunit;

namespace Lepton.EndToEnd.BadInput;

/// <summary>A member that worked and now answers 401, 403, 500 or nothing: said on provider and model; what runs there, and everywhere else, is left alone.</summary>
public sealed class FailingMemberTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Theory]
    [InlineData("401", "Unauthorized", "401", "put valid ones into the Secret")]
    [InlineData("403", "Forbidden", "403", "config/rbac/member/cluster-role.yaml")]
    [InlineData("500", "ServerError", "500", "fault injected")]
    [InlineData("nothing", "ConnectionFailed", "127.0.0.1", "refused")]
    public async Task A_failing_member_is_reported_and_what_runs_stays(string fault, string reason, string found, string hint)
    {
        await Fleet.ApplyAsync(
            SmallFleet.Policy("only-aws", "10m", "providers: { allow: [aws] }"),
            SmallFleet.Model("failing", "there", "policyName: only-aws"),
            SmallFleet.Model("failing", "elsewhere"));
        await Fleet.SettledAsync();
        var standing = await Fleet.StandingAsync();

        var heal = await BreakAsync(fault);
        var reachable = await Fleet.ReachableAsync("aws", "aws", "False", reason);
        Seen.Says(reachable.Message, found, hint);
        Seen.Says((await Fleet.ProviderSaysAsync("aws", "cluster aws", found)).Status, "False");
        var degraded = await Fleet.ConditionAsync("failing", "there", "Degraded", "True", reason);
        Seen.Says(degraded.Message, "cluster aws", found);
        Assert.Equal("True", (await Fleet.ConditionAsync("failing", "there", "Scheduled", "True")).Status);
        Assert.Equal(["aws"], (await Fleet.ModelAsync("failing", "there")).Status!.Placements!.Select(p => p.Cluster));
        // Work at the other members goes on meanwhile.
        await Fleet.ChangeAsync("failing", "elsewhere", "replicas: 3");
        await Fleet.UntilAsync("the other model has three replicas", async () =>
            (await Fleet.ModelAsync("failing", "elsewhere")).Status?.ReadyReplicas is 3 ? null : "not yet");

        await heal();
        await Fleet.ReachableAsync("aws", "aws", "True");
        await Fleet.ConditionAsync("failing", "there", "Degraded", "False");
        await Fleet.SettledAsync();
        var after = await Fleet.StandingAsync();
        Assert.Equal(standing.Where(s => s.Key.StartsWith("aws/", StringComparison.Ordinal)), after.Where(s => s.Key.StartsWith("aws/", StringComparison.Ordinal)));
        Assert.Equal(standing.Keys, after.Keys);
    }

    /// <returns>What puts it right again.</returns>
    private async Task<Func<Task>> BreakAsync(string fault)
    {
        var server = Fleet.Server("aws");
        switch (fault)
        {
            case "401":
                server.RevokeTokens(TestFleet.OperatorUser);
                return async () =>
                {
                    Fleet.NewKubeconfig("aws");
                    await Fleet.RestoreSecretsAsync();
                };
            case "nothing":
                await server.StopAsync();
                return () => server.StartAsync();
            default:
                var injected = server.Inject(new ApiFault { User = TestFleet.OperatorUser.Name, Status = int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture) });
                return () =>
                {
                    injected.Dispose();
                    return Task.CompletedTask;
                };
        }
    }
}
