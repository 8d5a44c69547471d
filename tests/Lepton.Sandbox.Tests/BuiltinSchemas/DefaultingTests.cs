using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tests.BuiltinSchemas;

public sealed class DefaultingTests
{
    [Fact]
    public void A_deployment_is_written_as_a_server_writes_it()
    {
        var value = Sample.Defaulted("apps/v1", "Deployment", "{'metadata':{'name':'web','labels':{'b':'2','a':'1'}},'kind':'Deployment','apiVersion':'apps/v1','spec':{'template':{'spec':{'containers':[{'image':'nginx:1.25','name':'app','resources':{'limits':{'nvidia.com/gpu':1,'memory':'1024Mi'}},'ports':[{'containerPort':80}],'readinessProbe':{'httpGet':{'port':'http'}}}]}},'selector':{'matchLabels':{'app':'web'}}}}");
        Sample.AssertSame(
            """
            {'kind':'Deployment','apiVersion':'apps/v1','metadata':{'name':'web','labels':{'a':'1','b':'2'}},'spec':{'replicas':1,'selector':{'matchLabels':{'app':'web'}},'template':{'metadata':{},'spec':{'containers':[{'name':'app','image':'nginx:1.25','ports':[{'containerPort':80,'protocol':'TCP'}],'resources':{'limits':{'memory':'1Gi','nvidia.com/gpu':'1'}},'readinessProbe':{'httpGet':{'path':'/','port':'http','scheme':'HTTP'},'timeoutSeconds':1,'periodSeconds':10,'successThreshold':1,'failureThreshold':3},'terminationMessagePath':'/dev/termination-log','terminationMessagePolicy':'File','imagePullPolicy':'IfNotPresent'}],'restartPolicy':'Always','terminationGracePeriodSeconds':30,'dnsPolicy':'ClusterFirst','securityContext':{},'schedulerName':'default-scheduler'}},'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':'25%','maxSurge':'25%'}},'revisionHistoryLimit':10,'progressDeadlineSeconds':600},'status':{}}
            """.Trim(),
            value);
    }

    [Theory]
    [InlineData("nginx", "Always")]
    [InlineData("nginx:latest", "Always")]
    [InlineData("nginx:1", "IfNotPresent")]
    [InlineData("registry.invalid:5000/nginx", "Always")]
    [InlineData("registry.invalid:5000/nginx:2", "IfNotPresent")]
    [InlineData("nginx@sha256:0123", "IfNotPresent")]
    public void The_pull_policy_follows_the_tag(string image, string policy)
    {
        var pod = Sample.Defaulted("v1", "Pod", $"{{'metadata':{{'name':'p'}},'spec':{{'containers':[{{'name':'c','image':'{image}'}}]}}}}");
        Assert.Equal(policy, pod["spec"]!["containers"]![0].Str("imagePullPolicy"));
    }

    [Fact]
    public void Limits_become_requests_in_pods_but_not_in_templates()
    {
        const string spec = "{'containers':[{'name':'c','image':'i','resources':{'limits':{'cpu':'1000m','nvidia.com/gpu':'2'}}}]}";
        var pod = Sample.Defaulted("v1", "Pod", $"{{'spec':{spec}}}");
        Sample.AssertSame("{'limits':{'cpu':'1','nvidia.com/gpu':'2'},'requests':{'cpu':'1','nvidia.com/gpu':'2'}}", pod["spec"]!["containers"]![0]!["resources"]);
        Assert.True(pod["spec"].Bool("enableServiceLinks"));
        var set = Sample.Defaulted("apps/v1", "ReplicaSet", $"{{'spec':{{'template':{{'spec':{spec}}}}}}}");
        var template = set["spec"]!["template"]!["spec"]!;
        Sample.AssertSame("{'limits':{'cpu':'1','nvidia.com/gpu':'2'}}", template["containers"]![0]!["resources"]);
        Assert.Null(template["enableServiceLinks"]);
    }

    [Fact]
    public void Text_in_a_secret_becomes_data()
    {
        var secret = Sample.Defaulted("v1", "Secret", "{'metadata':{'name':'s'},'data':{'a':'eA=='},'stringData':{'a':'b','c':'d'}}");
        Sample.AssertSame("{'metadata':{'name':'s'},'data':{'a':'Yg==','c':'ZA=='},'type':'Opaque'}", secret);
    }

    [Fact]
    public void Services_default_by_their_type()
    {
        var plain = Sample.Defaulted("v1", "Service", "{'spec':{'ports':[{'port':80}],'selector':{'a':'b'}}}");
        Sample.AssertSame("{'ports':[{'protocol':'TCP','port':80,'targetPort':80}],'selector':{'a':'b'},'type':'ClusterIP','sessionAffinity':'None','internalTrafficPolicy':'Cluster'}", plain["spec"]);
        var balancer = Sample.Defaulted("v1", "Service", "{'spec':{'type':'LoadBalancer','ports':[{'port':80,'targetPort':'http'}]}}");
        Sample.AssertSame("{'ports':[{'protocol':'TCP','port':80,'targetPort':'http'}],'type':'LoadBalancer','sessionAffinity':'None','externalTrafficPolicy':'Cluster','allocateLoadBalancerNodePorts':true,'internalTrafficPolicy':'Cluster'}", balancer["spec"]);
        var external = Sample.Defaulted("v1", "Service", "{'spec':{'type':'ExternalName','externalName':'e.invalid','clusterIP':''}}");
        Sample.AssertSame("{'type':'ExternalName','sessionAffinity':'None','externalName':'e.invalid'}", external["spec"]);
    }

    [Fact]
    public void Leaving_a_load_balancer_behind_drops_its_fields()
    {
        var value = Sample.Defaulted("v1", "Service", "{'spec':{'type':'ClusterIP','ports':[{'port':80,'nodePort':31253}],'externalTrafficPolicy':'Cluster','allocateLoadBalancerNodePorts':true}}");
        Sample.AssertSame("{'ports':[{'protocol':'TCP','port':80,'targetPort':80}],'type':'ClusterIP','sessionAffinity':'None','internalTrafficPolicy':'Cluster'}", value["spec"]);
    }

    [Fact]
    public void A_job_without_numbers_runs_one_pod()
    {
        var job = Sample.Defaulted("batch/v1", "Job", $"{{'spec':{{'template':{{'metadata':{{'labels':{{'x':'y'}}}},'spec':{Sample.Pod}}}}}}}");
        Assert.Equal(1, job["spec"].Int("parallelism"));
        Assert.Equal(1, job["spec"].Int("completions"));
        Assert.Equal(6, job["spec"].Int("backoffLimit"));
        Assert.Equal("NonIndexed", job["spec"].Str("completionMode"));
        Sample.AssertSame("{'x':'y'}", job["metadata"]!["labels"]);
        var queue = Sample.Defaulted("batch/v1", "Job", "{'spec':{'parallelism':3}}");
        Assert.Null(queue["spec"]!["completions"]);
        var perIndex = Sample.Defaulted("batch/v1", "Job", "{'spec':{'backoffLimitPerIndex':1}}");
        Assert.Equal(int.MaxValue, perIndex["spec"].Int("backoffLimit"));
    }

    [Fact]
    public void An_autoscaler_gets_a_metric_and_whole_behaviour()
    {
        var value = Sample.Defaulted("autoscaling/v2", "HorizontalPodAutoscaler", "{'spec':{'scaleTargetRef':{'kind':'Deployment','name':'d','apiVersion':'apps/v1'},'maxReplicas':3,'behavior':{'scaleDown':{'stabilizationWindowSeconds':60}}}}");
        Sample.AssertSame(
            "{'scaleTargetRef':{'kind':'Deployment','name':'d','apiVersion':'apps/v1'},'minReplicas':1,'maxReplicas':3,'metrics':[{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':80}}}],'behavior':{'scaleUp':{'stabilizationWindowSeconds':0,'selectPolicy':'Max','policies':[{'type':'Pods','value':4,'periodSeconds':15},{'type':'Percent','value':100,'periodSeconds':15}]},'scaleDown':{'stabilizationWindowSeconds':60,'selectPolicy':'Max','policies':[{'type':'Percent','value':100,'periodSeconds':15}]}}}",
            value["spec"]);
        Sample.AssertSame("{'desiredReplicas':0,'currentMetrics':null}", value["status"]);
    }

    [Fact]
    public void Conditions_show_their_times_even_when_there_are_none()
    {
        var value = Sample.Defaulted("apps/v1", "Deployment", "{'status':{'conditions':[{'status':'True','type':'Available'}]}}");
        Sample.AssertSame("[{'type':'Available','status':'True','lastUpdateTime':null,'lastTransitionTime':null}]", value["status"]!["conditions"]);
    }

    [Fact]
    public void Nulls_count_as_absent()
    {
        var value = Sample.Defaulted("apps/v1", "Deployment", "{'metadata':{'name':'d','finalizers':null},'spec':{'replicas':null,'strategy':null}}");
        Assert.Equal(1, value["spec"].Int("replicas"));
        Sample.AssertSame("{'name':'d'}", value["metadata"]);
        Sample.AssertSame("{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':'25%','maxSurge':'25%'}}", value["spec"]!["strategy"]);
    }

    [Fact]
    public void Zero_differs_from_absent_where_the_field_is_a_pointer()
    {
        var value = Sample.Defaulted("apps/v1", "Deployment", "{'spec':{'replicas':0,'minReadySeconds':0,'paused':false}}");
        Assert.Equal(0, value["spec"].Int("replicas"));
        Assert.False(value["spec"]!.AsObject().ContainsKey("minReadySeconds"));
        Assert.False(value["spec"]!.AsObject().ContainsKey("paused"));
    }

    [Fact]
    public void Times_are_written_in_UTC_and_with_the_digits_of_their_kind()
    {
        var value = Sample.Defaulted("coordination.k8s.io/v1", "Lease", "{'metadata':{'name':'l','creationTimestamp':'2026-01-01T02:00:00+02:00'},'spec':{'renewTime':'2026-01-01T02:00:00.123456+02:00'}}");
        Assert.Equal("2026-01-01T00:00:00Z", value["metadata"].Str("creationTimestamp"));
        Assert.Equal("2026-01-01T00:00:00.123456Z", value["spec"].Str("renewTime"));
    }

    [Fact]
    public void Defaulting_twice_changes_nothing()
    {
        foreach (var (groupVersion, kind) in Lepton.Sandbox.BuiltinSchemas.Types.BuiltinTypes.All)
        {
            var once = Sample.Defaulted(groupVersion, kind, "{'metadata':{'name':'x'}}");
            var twice = JsonTree.Clone(once);
            Sample.Schema(groupVersion, kind).ApplyDefaults(twice);
            Assert.Equal(once.ToJsonString(), twice.ToJsonString());
        }
    }
}
