namespace Lepton.Sandbox.Tests.BuiltinSchemas;

public sealed class OtherValidationTests
{
    [Theory]
    [InlineData("{'selector':{'a':'b'}}", "spec.ports: Required value")]
    [InlineData("{'ports':[{'port':80},{'port':81}]}", "spec.ports[0].name: Required value|spec.ports[1].name: Required value")]
    [InlineData("{'type':'NodePort','ports':[{'port':80,'nodePort':80}]}", "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767")]
    [InlineData("{'type':'ExternalName'}", "spec.externalName: Required value")]
    [InlineData("{'type':'Odd','ports':[{'port':80}]}", "spec.type: Unsupported value: \"Odd\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"")]
    [InlineData("{'clusterIP':'None'}", "")]
    public void Services(string spec, string errors) => AssertErrors(errors, "v1", "Service", $"{{'spec':{spec}}}");

    [Fact]
    public void The_address_of_a_service_stays()
    {
        const string service = "{'spec':{'clusterIP':'10.0.0.1','clusterIPs':['10.0.0.1'],'ports':[{'port':80}]}}";
        Assert.Equal(
            ["spec.clusterIPs[0]: Invalid value: [\"10.0.200.200\"]: may not change once set"],
            Sample.Errors("v1", "Service", service.Replace("10.0.0.1", "10.0.200.200", StringComparison.Ordinal), service));
    }

    [Theory]
    [InlineData("'minReplicas':0,'maxReplicas':3", "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1")]
    [InlineData("'minReplicas':5,'maxReplicas':2", "spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`")]
    [InlineData("'minReplicas':1", "spec.maxReplicas: Required value: must be set and greater than 0|spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`")]
    [InlineData("'maxReplicas':3,'metrics':[{'type':'Pods'}]", "spec.metrics[0].pods: Required value: must populate information for the given metric source")]
    public void Autoscalers(string fields, string errors) =>
        AssertErrors(errors, "autoscaling/v2", "HorizontalPodAutoscaler", "{'spec':{'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'d'}," + fields + "}}");

    [Fact]
    public void An_autoscaler_s_target_needs_its_group() => AssertErrors(
        "spec.scaleTargetRef.apiVersion: Invalid value: \"\": apiVersion must specify API group",
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        "{'spec':{'scaleTargetRef':{'kind':'Deployment','name':'d'},'maxReplicas':2}}");

    [Fact]
    public void A_disruption_budget_states_one_number() => AssertErrors(
        "spec: Invalid value: {\"MinAvailable\":1,\"Selector\":{\"matchLabels\":{\"a\":\"b\"}},\"MaxUnavailable\":1,\"UnhealthyPodEvictionPolicy\":null}: minAvailable and maxUnavailable cannot be both set",
        "policy/v1",
        "PodDisruptionBudget",
        "{'spec':{'minAvailable':1,'maxUnavailable':1,'selector':{'matchLabels':{'a':'b'}}}}");

    [Theory]
    [InlineData("{'data':{'bad key':'x'}}", "data[bad key]: Invalid value: \"bad key\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")]
    [InlineData("{'data':{'a':'x'},'binaryData':{'b':'AAEC'}}", "")]
    public void Config_maps(string text, string errors) => AssertErrors(errors, "v1", "ConfigMap", text);

    [Fact]
    public void A_config_map_has_a_greatest_size() =>
        AssertErrors("[]: Too long: may not be more than 1048576 bytes", "v1", "ConfigMap", $"{{'data':{{'a':'{new string('x', 1_048_577)}'}}}}");

    [Fact]
    public void Immutable_data_stays() => Assert.Equal(
        ["data: Forbidden: field is immutable when `immutable` is set"],
        Sample.Errors("v1", "ConfigMap", "{'immutable':true,'data':{'a':'c'}}", "{'immutable':true,'data':{'a':'b'}}"));

    [Fact]
    public void The_type_of_a_secret_stays_and_asks_for_its_keys() => Assert.Equal(
        ["data[tls.crt]: Required value", "data[tls.key]: Required value", "type: Invalid value: \"kubernetes.io/tls\": field is immutable"],
        Sample.Errors("v1", "Secret", "{'type':'kubernetes.io/tls'}", "{}"));

    [Theory]
    [InlineData("{'spec':{'leaseDurationSeconds':0}}", "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("{'spec':{'leaseTransitions':-1}}", "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("{'spec':{'holderIdentity':'x'}}", "")]
    public void Leases(string text, string errors) => AssertErrors(errors, "coordination.k8s.io/v1", "Lease", text);

    [Fact]
    public void A_network_policy_s_ports_are_ports() => AssertErrors(
        "spec.ingress[0].ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive",
        "networking.k8s.io/v1",
        "NetworkPolicy",
        "{'spec':{'podSelector':{},'ingress':[{'ports':[{'port':99999}]}]}}");

    [Fact]
    public void A_node_has_no_negative_capacity() =>
        AssertErrors("status.capacity.nvidia.com/gpu: Invalid value: \"-1\": must be greater than or equal to 0", "v1", "Node", "{'status':{'capacity':{'nvidia.com/gpu':'-1'}}}");

    [Fact]
    public void The_role_of_a_binding_and_the_value_of_a_priority_stay()
    {
        Assert.Equal(
            ["roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\",\"Kind\":\"Role\",\"Name\":\"other\"}: cannot change roleRef"],
            Sample.Errors("rbac.authorization.k8s.io/v1", "RoleBinding", "{'roleRef':{'kind':'Role','name':'other'}}", "{'roleRef':{'kind':'Role','name':'r'}}"));
        Assert.Equal(["value: Forbidden: may not be changed in an update."], Sample.Errors("scheduling.k8s.io/v1", "PriorityClass", "{'value':5}", "{'value':1000}"));
    }

    [Fact]
    public void A_claim_s_spec_stays_but_may_grow()
    {
        const string claim = "{'spec':{'accessModes':['ReadWriteMany'],'resources':{'requests':{'storage':'1Ti'}}}}";
        Assert.StartsWith("spec: Forbidden: spec is immutable", Assert.Single(Sample.Errors("v1", "PersistentVolumeClaim", claim.Replace("ReadWriteMany", "ReadWriteOnce", StringComparison.Ordinal), claim)), StringComparison.Ordinal);
        Assert.Empty(Sample.Errors("v1", "PersistentVolumeClaim", claim.Replace("1Ti", "2Ti", StringComparison.Ordinal), claim));
    }

    [Fact]
    public void A_quota_names_known_resources() => AssertErrors(
        "spec.hard[nosuch]: Invalid value: \"nosuch\": must be a standard resource type or fully qualified|spec.hard[nosuch]: Invalid value: \"nosuch\": must be a standard resource for quota",
        "v1",
        "ResourceQuota",
        "{'spec':{'hard':{'nosuch':'1','requests.nvidia.com/gpu':'2','count/configmaps':'1'}}}");

    [Fact]
    public void Webhooks_are_reached_by_https_in_time() => AssertErrors(
        "webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\"|webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds|webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]",
        "admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration",
        "{'webhooks':[{'name':'a.b.c','sideEffects':'Some','timeoutSeconds':31,'clientConfig':{'url':'http://x'},'admissionReviewVersions':['v1']}]}");

    private static void AssertErrors(string errors, string apiVersion, string kind, string text) =>
        Assert.Equal(errors.Length == 0 ? [] : errors.Split('|'), Sample.Errors(apiVersion, kind, text));
}
