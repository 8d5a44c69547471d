using Lepton.Api.Models;
using Lepton.Cli.Moves;
using Lepton.Testing.Fakes;

namespace Lepton.Cli.Tests.Moves;

public sealed class ApprovalTests : IDisposable
{
    private readonly FakeKubernetesClient _hub = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task The_proposal_that_stands_is_named_in_the_annotation()
    {
        Put("m", new MoveProposal { Id = "abc", Reason = MoveHold.AwaitingApproval, Message = "1x H100 in gcp" });
        Assert.Equal(0, await GiveAsync("m"));
        Assert.Equal("abc", _hub.Fake<LeptonModel>().All.Single().Metadata.Annotations![MoveProposal.ApprovalAnnotation]);
        Assert.Equal("approved abc: 1x H100 in gcp", _output.ToString().Trim());
    }

    [Fact]
    public async Task Another_proposal_than_was_meant_is_not_approved()
    {
        Put("m", new MoveProposal { Id = "abc", Reason = MoveHold.AwaitingApproval, Message = "1x H100 in gcp" });
        await RefusedAsync("m", "xyz", "--id: found \"xyz\", expected \"abc\", the proposal that stands now: 1x H100 in gcp");
    }

    [Fact]
    public async Task Without_a_proposal_or_with_one_that_waits_for_something_else_there_is_nothing_to_approve()
    {
        Put("m", null);
        await RefusedAsync("m", null, "LeptonModel ns/m status.proposal: found nothing, expected a move that waits for approval");
        Put("n", new MoveProposal { Id = "abc", Reason = MoveHold.Cooldown, Message = "later" });
        await RefusedAsync("n", null, "LeptonModel ns/n status.proposal.reason: found Cooldown, expected AwaitingApproval: later");
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_told_with_those_that_are()
    {
        await RefusedAsync("m", null, "LeptonModel ns/m: found none of this name, expected one of (namespace ns has no models)");
        Put("n", null);
        await RefusedAsync("m", null, "LeptonModel ns/m: found none of this name, expected one of n");
    }

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    private Task<int> GiveAsync(string name, string? id = null) => new Approval(_hub, _output, _errors).GiveAsync("ns", name, id, default);

    private async Task RefusedAsync(string name, string? id, string error)
    {
        _errors.GetStringBuilder().Clear();
        Assert.Equal(1, await GiveAsync(name, id));
        Assert.Equal($"lepton approve: {error}", _errors.ToString().Trim());
        Assert.DoesNotContain(_hub.Fake<LeptonModel>().All, m => m.Metadata.Annotations is { Count: > 0 });
    }

    private void Put(string name, MoveProposal? proposal) =>
        _hub.Fake<LeptonModel>().Put(new LeptonModel { Metadata = new() { Name = name, Namespace = "ns" }, Status = new LeptonModelStatus { Proposal = proposal } });
}
