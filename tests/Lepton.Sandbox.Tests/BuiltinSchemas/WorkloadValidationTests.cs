namespace Lepton.Sandbox.Tests.BuiltinSchemas;

public sealed class WorkloadValidationTests
{
    private const string Web = "{'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},'spec':" + Sample.Pod + "}}}";

    private const string LabelError = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    [Theory]
    [InlineData("Deployment")]
    [InlineData("ReplicaSet")]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public void A_right_one_has_no_errors(string kind) => Assert.Empty(Sample.Errors("apps/v1", kind, Web, Web));

    [Fact]
    public void A_deployment_wrong_in_several_ways_is_told_all_of_them()
    {
        var errors = Sample.Errors("apps/v1", "Deployment", "{'spec':{'replicas':-1,'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'x':'y'}},'spec':{'containers':[{'name':'Bad_Name','ports':[{'containerPort':99999}],'volumeMounts':[{'name':'nosuch','mountPath':'/x'}],'resources':{'limits':{'nvidia.com/gpu':'1500m'},'requests':{'nvidia.com/gpu':'2'}}}]}}}}");
        Assert.Equal(
            [
                "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
                "spec.template.metadata.labels: Invalid value: {\"x\":\"y\"}: `selector` does not match template `labels`",
                "spec.template.spec.containers[0].name: Invalid value: \"Bad_Name\": " + LabelError,
                "spec.template.spec.containers[0].image: Required value",
                "spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive",
                "spec.template.spec.containers[0].volumeMounts[0].name: Not found: \"nosuch\"",
                "spec.template.spec.containers[0].resources.limits[nvidia.com/gpu]: Invalid value: \"1500m\": must be an integer",
                "spec.template.spec.containers[0].resources.requests: Invalid value: \"2\": must be equal to nvidia.com/gpu limit of 1500m",
            ],
            errors);
    }

    [Fact]
    public void Selector_and_containers_are_required()
    {
        var errors = Sample.Errors("apps/v1", "Deployment", "{'spec':{'template':{'metadata':{'labels':{'x':'y'}}}}}");
        Assert.Equal(
            ["spec.selector: Required value", "spec.template.metadata.labels: Invalid value: {\"x\":\"y\"}: `selector` does not match template `labels`", "spec.template.spec.containers: Required value"],
            errors);
    }

    [Theory]
    [InlineData("'restartPolicy':'Never'", "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"")]
    [InlineData("'tolerations':[{'effect':'NoSchedule'}]", "spec.template.spec.tolerations[0].operator: Invalid value: \"\": operator must be Exists when `key` is empty, which means \"match all values and all keys\"")]
    [InlineData("'topologySpreadConstraints':[{'maxSkew':0,'topologyKey':'z','whenUnsatisfiable':'DoNotSchedule'}]", "spec.template.spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than 0")]
    [InlineData("'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[]}}}", "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term")]
    [InlineData("'volumes':[{'name':'v','secret':{}}]", "spec.template.spec.volumes[0].secret.secretName: Required value")]
    [InlineData("'volumes':[{'name':'v','secret':{'secretName':'s'},'emptyDir':{}}]", "spec.template.spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type")]
    [InlineData("'nodeSelector':{'a':'b c'}", "spec.template.spec.nodeSelector: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")]
    public void The_pod_template_is_checked(string field, string error)
    {
        var errors = Sample.Errors("apps/v1", "Deployment", Web.Replace("{'containers'", "{" + field + ",'containers'", StringComparison.Ordinal));
        Assert.Equal([error], errors);
    }

    [Theory]
    [InlineData("'strategy':{'type':'Recreate','rollingUpdate':{}}", "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'")]
    [InlineData("'strategy':{'rollingUpdate':{'maxUnavailable':0,'maxSurge':'0%'}}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0")]
    [InlineData("'minReadySeconds':700", "spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds")]
    public void A_deployment_s_own_fields_are_checked(string field, string error) =>
        Assert.Equal([error], Sample.Errors("apps/v1", "Deployment", Web.Replace("{'spec':{", "{'spec':{" + field + ",", StringComparison.Ordinal)));

    [Fact]
    public void The_selector_cannot_change()
    {
        var other = Web.Replace("'a':'b'", "'a':'c'", StringComparison.Ordinal);
        Assert.Equal(["spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"c\"}}: field is immutable"], Sample.Errors("apps/v1", "Deployment", other, Web));
    }

    [Fact]
    public void A_stateful_set_keeps_all_but_a_few_fields()
    {
        var changed = Web.Replace("{'spec':{", "{'spec':{'serviceName':'x',", StringComparison.Ordinal);
        Assert.Equal(
            ["spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"],
            Sample.Errors("apps/v1", "StatefulSet", changed, Web));
        Assert.Empty(Sample.Errors("apps/v1", "StatefulSet", Web.Replace("{'spec':{", "{'spec':{'replicas':5,", StringComparison.Ordinal), Web));
    }

    [Fact]
    public void Containers_may_mount_what_the_claim_templates_give()
    {
        const string set = "{'spec':{'selector':{'matchLabels':{'a':'b'}},'volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':{}}],'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i','volumeMounts':[{'name':'data','mountPath':'/d'}]}]}}}}";
        Assert.Empty(Sample.Errors("apps/v1", "StatefulSet", set));
    }

    [Theory]
    [InlineData("{'containers':[{'name':'c','image':'i','resources':{'requests':{'nvidia.com/gpu':'1'}}}]}", "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources")]
    [InlineData("{'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'2'},'limits':{'cpu':'1'}}}]}", "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [InlineData("{'containers':[{'name':'c','image':'i'},{'name':'c','image':'i'}]}", "spec.containers[1].name: Duplicate value: \"c\"")]
    [InlineData("{'containers':[{'name':'c','image':'i','livenessProbe':{}}]}", "spec.containers[0].livenessProbe: Required value: must specify a handler type")]
    [InlineData("{'containers':[{'name':'c','image':'i','env':[{'value':'x'}]}]}", "spec.containers[0].env[0].name: Required value")]
    public void Containers_of_a_pod_are_checked(string spec, string error) => Assert.Equal([error], Sample.Errors("v1", "Pod", $"{{'spec':{spec}}}"));

    [Fact]
    public void Of_a_pod_only_images_tolerations_and_the_deadline_may_change()
    {
        const string pod = "{'spec':{'containers':[{'name':'c','image':'i'}],'tolerations':[{'key':'a','operator':'Exists'}]}}";
        Assert.Empty(Sample.Errors("v1", "Pod", pod.Replace("'i'", "'j'", StringComparison.Ordinal), pod));
        Assert.Empty(Sample.Errors("v1", "Pod", pod.Replace("[{'key'", "[{'key':'b','operator':'Exists'},{'key'", StringComparison.Ordinal), pod));
        Assert.Empty(Sample.Errors("v1", "Pod", pod.Replace("'tolerations'", "'nodeName':'n','tolerations'", StringComparison.Ordinal), pod));
        Assert.Contains("pod updates may not change fields other than", Assert.Single(Sample.Errors("v1", "Pod", pod.Replace("'i'", "'i','command':['x']", StringComparison.Ordinal), pod)), StringComparison.Ordinal);
        Assert.Contains("existing toleration", Assert.Single(Sample.Errors("v1", "Pod", pod.Replace("'key':'a'", "'key':'z'", StringComparison.Ordinal), pod)), StringComparison.Ordinal);
    }
}
