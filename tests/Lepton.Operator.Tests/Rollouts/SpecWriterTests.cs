using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Rollouts;

namespace Lepton.Operator.Tests.Rollouts;

public sealed class SpecWriterTests
{
    [Theory]
    [InlineData("argocd-controller", "Argo CD")]
    [InlineData("argocd-application-controller", "Argo CD")]
    [InlineData("kustomize-controller", "Flux")]
    [InlineData("helm-controller", "Flux")]
    [InlineData("kubectl-client-side-apply", null)]
    public void GitOps_programs_are_known_by_their_field_manager(string manager, string? name) =>
        Assert.Equal(name, SpecWriter.GitOps(new V1ObjectMeta { ManagedFields = [Entry(manager, "f:image")] })?.Name);

    [Fact]
    public void One_that_owns_only_labels_or_status_keeps_no_spec() => Assert.Null(SpecWriter.GitOps(new V1ObjectMeta
    {
        ManagedFields =
        [
            new JsonObject { ["manager"] = "argocd-controller", ["fieldsV1"] = new JsonObject { ["f:metadata"] = new JsonObject() } },
            new JsonObject { ["manager"] = "argocd-controller", ["subresource"] = "status", ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject { ["f:image"] = new JsonObject() } } },
        ],
    }));

    [Fact]
    public void They_are_known_by_their_marks_too()
    {
        Assert.Equal("Argo CD", SpecWriter.GitOps(new V1ObjectMeta { Annotations = new() { ["argocd.argoproj.io/tracking-id"] = "x" } })?.Name);
        Assert.Equal("Flux", SpecWriter.GitOps(new V1ObjectMeta { Labels = new() { ["kustomize.toolkit.fluxcd.io/name"] = "x" } })?.Name);
    }

    [Fact]
    public void Without_managed_fields_nobody_is_known() => Assert.Null(SpecWriter.Last(new V1ObjectMeta()));

    private static JsonObject Entry(string manager, string field) => new() { ["manager"] = manager, ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject { [field] = new JsonObject() } } };
}
