using Lepton.Kubernetes.Patching;

namespace Lepton.Kubernetes.Tests.Patching;

public sealed class PatchSchemasTests
{
    [Theory]
    [InlineData("apps", "Deployment", "spec.template.spec.containers", "name")]
    [InlineData("apps", "StatefulSet", "spec.template.spec.containers.ports", "containerPort")]
    [InlineData("batch", "CronJob", "spec.jobTemplate.spec.template.spec.initContainers.env", "name")]
    [InlineData("", "Service", "spec.ports", "port")]
    [InlineData("", "Pod", "status.podIPs", "ip")]
    [InlineData("", "Node", "status.addresses", "type")]
    [InlineData("", "ServiceAccount", "secrets", "name")]
    [InlineData("coordination.k8s.io", "Lease", "metadata.ownerReferences", "uid")]
    [InlineData("autoscaling", "HorizontalPodAutoscaler", "status.conditions", "type")]
    public void Lists_merge_by_their_key(string group, string kind, string path, string key)
    {
        var field = Walk(PatchSchemas.For(group, kind), path);
        Assert.Equal(PatchStrategy.Merge, field.Strategy);
        Assert.Equal(key, field.MergeKey);
    }

    [Theory]
    [InlineData("autoscaling", "HorizontalPodAutoscaler", "spec.metrics")]
    [InlineData("apps", "Deployment", "spec.template.spec.tolerations")]
    [InlineData("apps", "Deployment", "spec.template.spec.containers.args")]
    [InlineData("", "ConfigMap", "data")]
    public void Other_fields_merge_by_default(string group, string kind, string path) =>
        Assert.Equal(PatchStrategy.Default, Walk(PatchSchemas.For(group, kind), path).Strategy);

    [Fact]
    public void The_selector_of_a_disruption_budget_is_replaced_as_a_whole()
    {
        var result = StrategicMerge.Apply(
            Json.Object("{'spec':{'selector':{'matchLabels':{'a':'1'}}}}"),
            Json.Object("{'spec':{'selector':{'matchLabels':{'b':'2'}}}}"),
            PatchSchemas.For("policy", "PodDisruptionBudget"));
        Json.AssertSame("{'spec':{'selector':{'matchLabels':{'b':'2'}}}}", result);
    }

    private static PatchField Walk(PatchSchema schema, string path)
    {
        PatchField? field = null;
        foreach (var part in path.Split('.'))
        {
            field = schema.Field(part);
            schema = field.Schema;
        }

        return field!;
    }
}
