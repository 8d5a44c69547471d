using Lepton.Api.Models;
using Lepton.Operator.Planning;
using Lepton.Operator.Status;
using Lepton.Operator.Tests.Loop;

namespace Lepton.Operator.Tests.Status;

public sealed class ModelEventsTests
{
    private static readonly MoveProposal Proposal = new() { Id = "abc", Reason = MoveHold.AwaitingApproval, Message = "1x H100 in gcp" };

    [Fact]
    public void A_proposal_is_told_once()
    {
        Assert.Equal(["Normal MoveProposed proposal abc: 1x H100 in gcp"], Told(p => p with { Proposal = Proposal }, p => p with { Proposal = Proposal }));
    }

    [Fact]
    public void An_approval_that_leads_to_nothing_is_a_warning() =>
        Assert.Equal(["Warning ApprovalRefused not any more"], Told(p => p with { Proposal = Proposal, ApprovalRefusal = "not any more" }));

    [Fact]
    public void What_waits_for_anything_else_is_no_event() =>
        Assert.Empty(Told(p => p with { Proposal = new MoveProposal { Id = "abc", Reason = MoveHold.Cooldown } }));

    private static IEnumerable<string> Told(params Func<ModelPlan, ModelPlan>[] plans)
    {
        var log = new EventLog();
        var events = new ModelEvents(log, new AuditLog(null, TimeProvider.System), TimeProvider.System);
        foreach (var plan in plans)
            events.Decided(Make.Model("m"), Make.Model("m"), plan(new ModelPlan { Model = new("ns", "m"), Reason = PlanReason.Unchanged, Message = "nothing to change" }));
        return log.All.Select(e => $"{e.Type} {e.Reason} {e.Note}");
    }
}
