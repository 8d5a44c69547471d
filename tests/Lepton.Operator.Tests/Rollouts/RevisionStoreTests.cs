using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Rollouts;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Rollouts;

public sealed class RevisionStoreTests
{
    private readonly FakeKubernetesClient _hub = new();
    private readonly RevisionStore _store;

    public RevisionStoreTests() => _store = new RevisionStore(_hub);

    private IEnumerable<long> Numbers => _hub.Fake<V1ControllerRevision>().All.Select(r => r.Revision).Order();

    [Fact]
    public async Task A_revision_is_owned_by_its_model_tells_who_wrote_it_and_is_read_again()
    {
        var model = Put("v1");
        model.Metadata.ManagedFields = [Entry("kubectl-edit", "2026-03-01T10:00:00Z", "f:image"), Entry("autoscaler", "2026-03-01T11:00:00Z", "f:replicas")];
        model.Metadata.Annotations = new() { ["kubernetes.io/change-cause"] = "faster weights" };
        _hub.Fake<LeptonModel>().Put(model);

        Assert.Equal(1, (await _store.KeepAsync(model, default))!.Number);

        var kept = Assert.Single(_hub.Fake<V1ControllerRevision>().All);
        Assert.Equal(("m-1", "ns", 1L), (kept.Metadata.Name, kept.Metadata.Namespace, kept.Revision));
        Assert.Equal(("LeptonModel", "uid-m", true), (kept.Metadata.OwnerReferences!.Single().Kind, kept.Metadata.OwnerReferences!.Single().Uid, kept.Metadata.OwnerReferences!.Single().Controller));
        var record = RevisionRecord.Read(kept, model)!;
        Assert.Equal(("kubectl-edit", new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), "faster weights"), (record.By, record.Written, record.Cause));
        Assert.Equal("v1", (string?)(await _store.TemplateAsync(model, 1, default))!["image"]);
    }

    [Fact]
    public async Task Numbers_go_on_one_that_a_crash_left_is_taken_and_one_of_something_else_is_passed_over()
    {
        var model = Put("v1", new LeptonModelStatus { Revision = new ModelRevision { Number = 3, Hash = "0123456789abcdef" } });
        Assert.Equal(4, (await _store.KeepAsync(model, default))!.Number);
        Assert.Equal(4, (await _store.KeepAsync(model, default))!.Number);
        var changed = Put("v2", status: model.Status);
        Assert.Equal(5, (await _store.KeepAsync(changed, default))!.Number);
        Assert.Equal([4, 5], Numbers);
    }

    [Fact]
    public async Task What_the_hub_no_longer_says_is_not_kept()
    {
        var stale = Put("v1");
        Put("v2");
        Assert.Null(await _store.KeepAsync(stale, default));
        Assert.Empty(Numbers);
    }

    [Fact]
    public async Task A_revision_of_another_model_of_the_same_name_is_none()
    {
        var model = Put("v1");
        await _store.KeepAsync(model, default);
        var successor = Put("v1");
        successor.Metadata.Uid = "another";
        Assert.Null(await _store.TemplateAsync(successor, 1, default));
        Assert.Null(await _store.TemplateAsync(model, 2, default));
    }

    [Fact]
    public async Task The_oldest_go_beyond_the_limit_but_never_what_runs_or_may_be_returned_to()
    {
        var model = Put("v1");
        model.Spec.Rollout = new ModelRollout { RevisionHistoryLimit = 2 };
        for (var i = 1; i <= 8; i++)
        {
            model.Spec.Image = $"v{i}";
            _hub.Fake<V1ControllerRevision>().Put(RevisionRecord.Of(model, i));
        }

        model.Status = new LeptonModelStatus
        {
            Revision = new ModelRevision { Number = 2 },
            Rollout = new RolloutStatus { Revision = new ModelRevision { Number = 8 }, Clusters = [new ClusterRollout { Cluster = "a", Revision = 4 }] },
        };
        await _store.PruneAsync(model, default);
        Assert.Equal([2, 4, 6, 7, 8], Numbers);
    }

    private LeptonModel Put(string image, LeptonModelStatus? status = null)
    {
        var model = Make.Model("m");
        (model.Spec.Image, model.Status) = (image, status);
        _hub.Fake<LeptonModel>().Put(model);
        return model;
    }

    private static JsonObject Entry(string manager, string time, string field) =>
        new() { ["manager"] = manager, ["operation"] = "Update", ["time"] = time, ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject { [field] = new JsonObject() } } };
}
