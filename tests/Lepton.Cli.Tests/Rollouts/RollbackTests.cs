using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Hub;
using Lepton.Cli.Rollouts;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Rollouts;
using Lepton.Testing.Fakes;

namespace Lepton.Cli.Tests.Rollouts;

public sealed class RollbackTests : IDisposable
{
    private readonly FakeKubernetesClient _hub = new();
    private readonly StringWriter _errors = new();

    private LeptonModel Model => _hub.Fake<LeptonModel>().All.Single();

    [Fact]
    public async Task What_failed_goes_back_to_the_last_good_one_and_what_is_good_to_the_one_before()
    {
        Keep(1, "v1");
        Keep(2, "v2", "--fast");
        Put("v3", good: 2);
        await RunAsync();
        Assert.Equal(("v2", "--fast"), (Model.Spec.Image, Model.Spec.Args!.Single()));
        await RunAsync();
        Assert.Equal(("v1", null), (Model.Spec.Image, Model.Spec.Args));
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task A_revision_by_its_number_and_a_dry_run_that_only_tells()
    {
        Keep(1, "v1");
        Keep(2, "v2");
        Keep(3, "v3");
        Put("v3", good: 3);
        var report = await RunAsync(1, dryRun: true);
        Assert.Equal("v3", Model.Spec.Image);
        Assert.Equal(["spec.image", "v3", "v1"], report.Rows.Single());
        await RunAsync(1);
        Assert.Equal("v1", Model.Spec.Image);
    }

    [Fact]
    public async Task What_cannot_be_is_said_with_what_there_is()
    {
        Put("v1", good: null);
        await RefusedAsync(null, "LeptonModel ns/m: found no revision before what the spec says; kept are none (they are kept once the model is at work)");
        Keep(1, "v1");
        Keep(2, "v2");
        Put("v2", good: 2);
        await RefusedAsync(7, "--to-revision: found 7, expected a revision of LeptonModel ns/m: 2, 1");
        await RefusedAsync(2, "LeptonModel ns/m spec: found what revision 2 says, expected another revision. Next: lepton history m -n ns");
        Assert.Equal("v2", Model.Spec.Image);
    }

    [Fact]
    public async Task Where_Git_has_the_spec_it_is_said_that_Git_has_to_change_too()
    {
        Keep(1, "v1");
        Put("v2", good: 1, model => model.Metadata.ManagedFields =
            [new JsonObject { ["manager"] = "argocd-controller", ["operation"] = "Apply", ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject { ["f:image"] = new JsonObject() } } }]);
        await RunAsync();
        Assert.Equal(
            "lepton rollback: warning: Argo CD keeps the spec of LeptonModel ns/m (field manager argocd-controller) and may undo this at its next sync. Next: set the same in its repository: spec.image",
            _errors.ToString().Trim());
        Assert.Equal("v1", Model.Spec.Image);
    }

    [Fact]
    public async Task The_history_tells_how_it_is_with_each_revision_and_where_it_runs()
    {
        Keep(1, "v1");
        Keep(2, "v2");
        Keep(3, "v3");
        Put("v3", good: 2, model =>
        {
            model.Status!.Placements = [new() { Cluster = "aws" }, new() { Cluster = "gcp" }];
            model.Status.Rollout = new RolloutStatus { Revision = new() { Number = 3, Hash = RevisionTemplate.Hash(model) }, Clusters = [new() { Cluster = "aws", Revision = 3 }, new() { Cluster = "gcp", Revision = 2 }], Message = "on its way" };
        });
        var report = (await ModelHistory.ReadAsync(_hub, "ns", "m", default)).Describe();
        Assert.Equal(["3 v3 rolling out aws", "2 v2 last good gcp", "1 v1  "], report.Rows.Select(r => $"{r[0]} {r[1]} {r[4]} {r[5]}"));
        Assert.Equal("Progressing: on its way", report.After.Single());
        Assert.Equal([3L, 2L, 1L], report.Data["revisions"]!.AsArray().Select(r => (long)r!["revision"]!));
    }

    [Fact]
    public async Task A_spec_that_is_not_kept_yet_is_shown_too()
    {
        Keep(1, "v1");
        Put("v2", good: 1);
        Assert.Equal(["- v2", "1 v1"], (await ModelHistory.ReadAsync(_hub, "ns", "m", default)).Describe().Rows.Select(r => $"{r[0]} {r[1]}"));
    }

    public void Dispose() => _errors.Dispose();

    private Task<Output.Report> RunAsync(long? number = null, bool dryRun = false) => new Rollback(_hub, _errors).RunAsync("ns", "m", number, dryRun, default);

    private async Task RefusedAsync(long? number, string message) => Assert.Equal(message, (await Assert.ThrowsAsync<CommandException>(() => RunAsync(number))).Message);

    private static LeptonModel Of(string image, string? argument = null) =>
        new() { Metadata = new() { Name = "m", Namespace = "ns", Uid = "u" }, Spec = new() { Image = image, Args = argument is null ? null : [argument], Replicas = 1 } };

    private void Keep(long number, string image, string? argument = null) => _hub.Fake<V1ControllerRevision>().Put(RevisionRecord.Of(Of(image, argument), number));

    private void Put(string image, long? good, Action<LeptonModel>? change = null)
    {
        var model = Of(image);
        var kept = good is { } number ? RevisionRecord.Read(_hub.Fake<V1ControllerRevision>().All.Single(r => r.Revision == number), model)! : null;
        model.Status = new LeptonModelStatus { Revision = kept is null ? null : new ModelRevision { Number = kept.Number, Hash = kept.Hash } };
        change?.Invoke(model);
        _hub.Fake<LeptonModel>().Put(model);
    }
}
