using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Emission.Objects;

namespace Lepton.Operator.Tests.Emission;

public sealed class DataJobTests
{
    private static readonly DataTarget Target = new("gcp-west", "gcp", "us-west1");

    [Fact]
    public void It_copies_and_then_verifies_with_the_models_volumes_and_secret_and_is_no_replica()
    {
        var job = Assert.Single(Emit(Model()), o => o.Resource.Kind == "Job");
        Assert.Equal("m-data", job.Name);
        var spec = (JsonObject)job.Json["spec"]!;
        var pod = spec["template"]!["spec"]!;
        Assert.Equal(["copy", "--checksum", "$(SOURCE)", "$(DESTINATION)"], Texts(pod["initContainers"]![0]!["args"]));
        Assert.Equal(["check", "--one-way", "$(SOURCE)", "$(DESTINATION)"], Texts(pod["containers"]![0]!["args"]));
        foreach (var container in new[] { pod["initContainers"]![0]!, pod["containers"]![0]! })
        {
            Assert.Equal(["LEPTON_CLUSTER=gcp-west", "LEPTON_PROVIDER=gcp", "LEPTON_REGION=us-west1", "SOURCE=s3:a", "DESTINATION=gcs:b-$(LEPTON_REGION)"], container["env"]!.AsArray().Select(e => $"{e!["name"]}={e["value"]}"));
            Assert.Equal(("keys", "/data"), ((string?)container["envFrom"]![0]!["secretRef"]!["name"], (string?)container["volumeMounts"]![0]!["mountPath"]));
        }

        Assert.Equal((2, 3600L, "data"), ((int)spec["backoffLimit"]!, (long)spec["activeDeadlineSeconds"]!, (string?)pod["volumes"]![0]!["name"]));
        // The model's Service and budget select by these.
        Assert.Null(spec["template"]!["metadata"]!["labels"]![Ownership.ModelLabel]);
        Assert.Equal("m", (string?)job.Json["metadata"]!["labels"]![Ownership.ModelLabel]);
    }

    [Fact]
    public void Nothing_else_of_the_model_is_there_yet_and_without_data_on_its_way_there_is_no_Job()
    {
        Assert.Equal(["Job"], Emit(Model()).Select(o => o.Resource.Kind));
        Assert.Empty(Emitter.Emit(new EmissionInput { Model = Model(), HubId = "hub", Targets = [] }));
    }

    [Fact]
    public void The_next_move_has_a_Job_of_its_own()
    {
        var (first, second) = (Model(), Model());
        second.Status!.Migration!.StartedAt += TimeSpan.FromHours(1);
        Assert.True(JobReplacement.Needed(Emit(second).Single().Json, Emit(first).Single().Json));
        Assert.False(JobReplacement.Needed(Emit(Model()).Single().Json, Emit(first).Single().Json));
    }

    private static IReadOnlyList<DesiredObject> Emit(LeptonModel model) => Emitter.Emit(new EmissionInput { Model = model, HubId = "hub", Targets = [], Data = Target });

    private static LeptonModel Model()
    {
        var model = Make.Model("m");
        model.Spec.Dataset = new ModelDataset { Provider = "aws", Region = "r", Sync = new DatasetSync { Source = "s3:a", Destination = "gcs:b-$(LEPTON_REGION)", SecretName = "keys", BackoffLimit = 2, Timeout = "1h" } };
        (model.Spec.Volumes, model.Spec.VolumeMounts) = ([new V1Volume { Name = "data" }], [new V1VolumeMount { Name = "data", MountPath = "/data" }]);
        model.Status = new LeptonModelStatus { Migration = new ModelMigration { StartedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero) } };
        return model;
    }

    private static IEnumerable<string?> Texts(JsonNode? list) => list!.AsArray().Select(i => (string?)i);
}
