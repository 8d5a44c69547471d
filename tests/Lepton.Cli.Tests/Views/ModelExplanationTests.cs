using Lepton.Api.Models;
using Lepton.Cli.Hub;
using Lepton.Cli.Views;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.Cli.Tests.Views;

public sealed class ModelExplanationTests
{
    [Fact]
    public void It_tells_where_why_what_else_and_what_it_waits_for()
    {
        var model = new LeptonModel
        {
            Metadata = { Namespace = "ns", Name = "llm" },
            Status = new LeptonModelStatus
            {
                Placements = [new ModelPlacement { Cluster = "aws-1", Pool = "aws-1/H100", Replicas = 2, ReadyReplicas = 1 }],
                Cost = new ModelCost { Hourly = 8, CheapestPossibleHourly = 6 },
                Decision = new PlacementDecision
                {
                    Reason = "Placed",
                    Message = "2x H100 in aws-1",
                    Objective = 20,
                    LowerBound = 19,
                    Candidates = [new PlacementCandidate { Cluster = "gcp-1", Pool = "gcp-1/L4", Verdict = CandidateOutcome.Excluded, Reason = "[not] allowed" }],
                },
                Conditions = [new V1Condition { Type = "Ready", Status = "False", Reason = "Starting", Message = "1 of 2" }, new V1Condition { Type = "Degraded", Status = "False", Reason = "AsExpected", Message = "" }],
                Proposal = new MoveProposal { Id = "a", Reason = MoveHold.AwaitingApproval, Message = "to gcp-1." },
            },
        };
        var report = ModelExplanation.Of(model);
        Assert.Equal(
            [
                "LeptonModel ns/llm: 2 in aws-1/H100 (1 ready, Pending)", "Cost: $8.00/h; with the fleet to itself it could cost $6.00/h", "Decision Placed: 2x H100 in aws-1",
                "Fleet as weighed then, with new nodes whole and reclaims to be expected: $20.00/h, and no plan for it is better than $19.00/h", "Ready is False (Starting): 1 of 2", "Proposed, AwaitingApproval: to gcp-1. Next: lepton approve llm -n ns",
            ],
            report.Before);
        using var screen = new Screen();
        report.Write("table", screen.Console);
        Assert.Contains("[not] allowed", screen.Text, StringComparison.Ordinal);
        Assert.Equal("Excluded", (string?)report.Data["status"]!["decision"]!["candidates"]![0]!["verdict"]);
    }

    [Fact]
    public async Task A_name_of_another_namespace_is_found()
    {
        var hub = new FakeKubernetesClient();
        await hub.Fake<LeptonModel>().CreateAsync(new LeptonModel { Metadata = { Namespace = "other", Name = "llm" } });
        var error = await Assert.ThrowsAsync<CommandException>(() => ModelExplanation.ReadAsync(hub, "ns", "llm", default));
        Assert.Equal("LeptonModel ns/llm does not exist; found other/llm. Next: say -n NAMESPACE", error.Message);
        error = await Assert.ThrowsAsync<CommandException>(() => ModelExplanation.ReadAsync(hub, "ns", "nothing", default));
        Assert.Equal("LeptonModel ns/nothing does not exist; found other/llm", error.Message);
    }
}
