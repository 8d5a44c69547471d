using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Members;
using Lepton.Operator.State;
using Lepton.Operator.Status;

namespace Lepton.Operator.Tests.Status;

public sealed class MemberReadinessTests
{
    [Theory]
    [InlineData(WorkloadKind.Training, "True", true)]
    [InlineData(WorkloadKind.Training, "False", false)]
    // The Job that brought a served model's data along is over; the model is not.
    [InlineData(WorkloadKind.Inference, "True", false)]
    public void Only_a_training_run_is_over_with_its_Job(WorkloadKind workload, string complete, bool expected)
    {
        var model = Make.Model("m");
        model.Spec.Workload = workload;
        Assert.Equal(expected, MemberReadiness.IsComplete(new OneJob(complete), model, Make.Key(model)));
    }

    private sealed class OneJob(string complete) : IMemberObjects
    {
        public bool Synced => true;

        public IReadOnlyCollection<ModelKey> Models => [];

        public UnstructuredObject? Get(ObjectKey key) => null;

        public IReadOnlyList<(ObjectKey Key, UnstructuredObject Object)> OfModel(ModelKey model) =>
        [
            (new ObjectKey(ResourceDefinition.Of<V1Job>(), model.Namespace, model.Name), new UnstructuredObject(new JsonObject
            {
                ["apiVersion"] = "batch/v1",
                ["kind"] = "Job",
                ["metadata"] = new JsonObject { ["name"] = model.Name, ["namespace"] = model.Namespace },
                ["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Complete", ["status"] = complete }) },
            })),
        ];

        public IReadOnlyList<(ObjectKey Key, UnstructuredObject Object)> SharedIn(string @namespace) => [];

        public bool HasNamespace(string @namespace) => true;

        public int PodsOf(ModelKey model) => 0;
    }
}
