using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Tests.Planning.Rebalancing;

public sealed class ProposalTests
{
    [Fact]
    public void In_manual_mode_a_move_is_proposed_with_its_figures_and_not_made()
    {
        var proposal = Fleet.Of(Manual().Plan(), "m").Waits(MoveHold.AwaitingApproval);
        Assert.Equal((40.0, 80.0), (proposal.Figures.SavingsPerHour, proposal.Figures.HourlyBefore));
        Assert.Equal(
            "1x H100 (OnDemand) in gcp: moving would save $40.00/h of $80.00/h; it waits for approval (annotation lepton.ai/approve-move); it costs $3.43 (running on both sides $3.33, stability $0.10) and pays back in 6 min",
            proposal.Message);
    }

    [Fact]
    public void The_same_proposal_stands_under_its_name_and_writes_nothing_new()
    {
        var fleet = Manual();
        fleet.Decide();
        var first = fleet["m"].Status!.Proposal!;
        fleet.Now += TimeSpan.FromHours(1);
        // A cent is no news.
        fleet.Price("gcp", 5.01);
        Assert.Same(first, Fleet.Of(fleet.Plan(), "m").Proposal);
        fleet.Price("gcp", 3);
        var cheaper = Fleet.Of(fleet.Plan(), "m").Proposal!;
        Assert.Equal((first.Id, first.Time, 56.0), (cheaper.Id, cheaper.Time, cheaper.Figures.SavingsPerHour));
    }

    [Fact]
    public void Approved_it_is_made_and_the_decision_names_it()
    {
        var fleet = Manual();
        fleet.Decide();
        var id = fleet["m"].Status!.Proposal!.Id;
        Approve(fleet, id);
        var plan = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal(("1@gcp", PlanReason.CostSavings, id), (Fleet.Where(plan), plan.Reason, plan.Approved));
        var status = fleet["m"].Status!;
        Assert.Equal((id, 40.0, null), (status.Decision!.Proposal, status.Decision.Move!.SavingsPerHour, status.Proposal));
        Assert.Null(Fleet.Of(fleet.Plan(), "m").ApprovalRefusal);
    }

    [Fact]
    public void An_approval_of_what_no_longer_holds_is_refused_with_the_new_proposal()
    {
        var fleet = Manual().Cloud("edge", 6, Make.Node("e"));
        fleet.Decide();
        var old = fleet["m"].Status!.Proposal!.Id;
        fleet.Price("gcp", 9);
        Approve(fleet, old);
        var plan = Fleet.Of(fleet.Decide(), "m");
        var now = plan.Waits(MoveHold.AwaitingApproval);
        Assert.Equal("edge", Assert.Single(now.Placements!).Cluster);
        Assert.NotEqual(old, now.Id);
        Assert.StartsWith($"LeptonModel ns/m metadata.annotations[lepton.ai/approve-move]: found \"{old}\", which is no proposal that holds; expected \"{now.Id}\" for 1x H100 (OnDemand) in edge: moving would save", plan.ApprovalRefusal, StringComparison.Ordinal);
        fleet.Price("edge", 10).Price("gcp", 10);
        plan = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal((false, null), (plan.Changed, plan.Proposal));
        Assert.EndsWith("which is no proposal that holds; there is none at present", plan.ApprovalRefusal, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_approval_does_not_approve_the_same_move_proposed_again()
    {
        var fleet = Manual();
        fleet.Decide();
        Approve(fleet, fleet["m"].Status!.Proposal!.Id);
        fleet.Price("gcp", 10);
        fleet.Decide();
        fleet.Price("gcp", 5);
        fleet.Now += TimeSpan.FromHours(1);
        Fleet.Of(fleet.Plan(), "m").Waits(MoveHold.AwaitingApproval);
    }

    [Fact]
    public void What_is_approved_still_waits_for_its_window()
    {
        var fleet = Manual(s => s.Rebalance.Windows = [new() { Cron = "0 22 * * *", Duration = "2h" }]);
        fleet.Decide();
        Approve(fleet, fleet["m"].Status!.Proposal!.Id);
        var plan = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal(fleet["m"].Status!.Proposal!.Id, plan.Waits(MoveHold.OutsideWindow).Id);
        Assert.Null(plan.ApprovalRefusal);
        fleet.Now += TimeSpan.FromHours(10);
        Assert.Equal("1@gcp", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void A_loss_is_not_asked_about_and_ends_the_proposal()
    {
        var fleet = Manual().Cloud("edge", 8, Make.Node("e"));
        fleet.Decide();
        fleet.Health("aws", Operator.State.MemberHealth.Unreachable, TimeSpan.FromHours(1));
        var plan = Fleet.Of(fleet.Decide(), "m");
        Assert.Equal(("1@gcp", PlanReason.ClusterLost), (Fleet.Where(plan), plan.Reason));
        Assert.Null(fleet["m"].Status!.Proposal);
    }

    [Fact]
    public void A_proposal_stands_while_something_else_is_placed()
    {
        var fleet = Manual();
        fleet.Decide();
        var id = fleet["m"].Status!.Proposal!.Id;
        fleet.With(Make.Model("n", 1, 16));
        fleet.Cloud("edge", 9, Make.Node("e", 16));
        Assert.True(Fleet.Of(fleet.Decide(), "n").Changed);
        Assert.Equal(id, fleet["m"].Status!.Proposal!.Id);
    }

    private static Fleet Manual(Action<PlacementPolicySpec>? policy = null) => MoveWorld.Make(s =>
    {
        s.Rebalance.Mode = RebalanceMode.Manual;
        policy?.Invoke(s);
    });

    private static void Approve(Fleet fleet, string id) => fleet["m"].Metadata.Annotations = new() { [MoveProposal.ApprovalAnnotation] = id };
}
