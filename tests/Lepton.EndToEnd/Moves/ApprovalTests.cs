using System.Diagnostics;
using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Files;
using Lepton.Testing.Programs;
using Xunit;

namespace Lepton.EndToEnd.Moves;

/// <summary>What was approved no longer holds: nothing moves, and the new proposal is told. With the real kubectl, and the program as its plugin.</summary>
public sealed class ApprovalTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [SkippableFact]
    public async Task A_stale_approval_is_refused_with_the_new_proposal_which_can_then_be_approved()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");
        var old = await ProposedAsync();
        await Fleet.ReplaceAsync(SmallFleet.Provider("aws", "AWS", "us-east-1", 19));
        var now = await OtherThanAsync(old.Id);
        Assert.Equal((MoveHold.AwaitingApproval, "gcp"), (now.Reason, Assert.Single(now.Placements!).Cluster));

        await new Kubectl(Fleet.HubKubeconfig).RunAsync("annotate", "lm", "llm", "-n", "asked", $"lepton.ai/approve-move={old.Id}");
        Seen.Says(await RefusalAsync(), $"found \"{old.Id}\", which is no proposal that holds", $"expected \"{now.Id}\" for 2x A100-80GB (OnDemand) in gcp");
        Assert.Equal(now.Id, (await Fleet.ModelAsync("asked", "llm")).Status!.Proposal!.Id);
        await StaysAsync();

        var (status, output) = await PluginAsync("approve", "llm", "-n", "asked", "--id", old.Id);
        Assert.Equal(1, status);
        Seen.Says(output, $"--id: found \"{old.Id}\", expected \"{now.Id}\", the proposal that stands now", "in gcp");
        (status, output) = await PluginAsync("approve", "llm", "-n", "asked");
        Assert.Equal(0, status);
        Seen.Says(output, $"approved {now.Id}");
        var after = await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "gcp") ? null : "not in gcp");
        Assert.Equal((now.Id, null), (after.Models[0].Status!.Decision!.Proposal, after.Models[0].Status!.Proposal));
    }

    [SkippableFact]
    public async Task Nor_does_an_approval_hold_that_was_right_when_it_was_given_and_read_too_late()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");
        var old = await ProposedAsync();
        await Fleet.StopOperatorAsync();
        var (status, output) = await PluginAsync("approve", "llm", "-n", "asked", "--id", old.Id);
        Assert.True(status == 0, output);
        await Fleet.ReplaceAsync(SmallFleet.Provider("aws", "AWS", "us-east-1", 19));
        await Fleet.StartOperatorAsync();

        var now = await OtherThanAsync(old.Id);
        Seen.Says(await RefusalAsync(), $"found \"{old.Id}\", which is no proposal that holds", $"expected \"{now.Id}\"");
        await StaysAsync();
    }

    /// <summary>In azure, whose price has risen: to be moved to aws if somebody says so.</summary>
    private async Task<MoveProposal> ProposedAsync()
    {
        await Fleet.ApplyAsync(SmallFleet.Policy("asking", "10m", "rebalance: { mode: Manual }"), SmallFleet.Model("asked", "llm", "policyName: asking"));
        await Fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        var asked = await Fleet.SettledAsync(p => p.Models[0].Status?.Proposal is null ? "no proposal" : null);
        Assert.Equal("aws", Assert.Single(asked.Models[0].Status!.Proposal!.Placements!).Cluster);
        return asked.Models[0].Status!.Proposal!;
    }

    private async Task<MoveProposal> OtherThanAsync(string id)
    {
        await Fleet.UntilAsync("another proposal stands", async () => (await Fleet.ModelAsync("asked", "llm")).Status?.Proposal is { } other && other.Id != id ? null : "not yet");
        return (await Fleet.ModelAsync("asked", "llm")).Status!.Proposal!;
    }

    private async Task<string> RefusalAsync()
    {
        string? note = null;
        await Fleet.UntilAsync("the approval is refused", async () =>
            (note = (await Fleet.Hub.Resource<Eventsv1Event>().ListAllAsync("asked")).Items.FirstOrDefault(e => e is { Reason: "ApprovalRefused", Type: "Warning", Regarding.Name: "llm" })?.Note) is null ? "not yet" : null);
        return note!;
    }

    /// <summary>Several rounds of planning later nothing has moved.</summary>
    private async Task StaysAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal(("azure", null), (Assert.Single((await Fleet.ModelAsync("asked", "llm")).Status!.Placements!).Cluster, (await Fleet.ModelAsync("asked", "llm")).Status!.Migration));
    }

    /// <summary><c>kubectl lepton …</c>: what kubectl finds on the PATH as kubectl-lepton.</summary>
    private async Task<(int Status, string Output)> PluginAsync(params string[] arguments)
    {
        using var folder = new TempFolder();
        folder.Script("kubectl-lepton", $"exec '{Repository.Built("src", "Lepton.Cli", "lepton")}' \"$@\"");
        var start = new ProcessStartInfo(Kubectl.Program!, ["lepton", .. arguments]);
        start.Environment["KUBECONFIG"] = Fleet.HubKubeconfig;
        start.Environment["PATH"] = $"{folder.Path}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        var ended = await EndedProgram.RunAsync(start, TimeSpan.FromMinutes(1));
        return (ended.Status, ended.Output + ended.Errors);
    }
}
