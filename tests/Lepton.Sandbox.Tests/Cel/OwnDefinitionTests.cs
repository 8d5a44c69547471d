using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>The rules of this project's own CRDs: for each an object that passes and one that is refused with the rule's message.</summary>
public sealed class OwnDefinitionTests(OwnDefinitions definitions) : IClassFixture<OwnDefinitions>
{
    private const string Inference = "{'workload':'Inference','image':'i:1','replicas':2";
    private const string Training = "{'workload':'Training','image':'i:1','training':{'parallelism':2";

    private static readonly Example[] Examples =
    [
        Model("the name must be at most 52 characters", Inference + "}", Inference + "}", name: new string('a', 53)),
        Model("the name must be lower case letters, digits and dashes, beginning with a letter", Inference + "}", Inference + "}", name: "1a"),
        Model("exactly one of replicas and demand must be given for Inference", Inference + "}", "{'workload':'Inference','image':'i:1'}"),
        Model("the size of a Training model is training.parallelism", Training + "}}", Training + "},'replicas':2}"),
        Model("scaling and service are for Inference", Training + "}}", Training + "},'scaling':{'minReplicas':1,'maxReplicas':2}}"),
        Model("training is for workload Training", Training + "}}", Inference + ",'training':{'parallelism':2}}", field: "spec.training"),
        Model("demand needs accelerators, each with its throughput",
            "{'workload':'Inference','image':'i:1','demand':{'unitsPerSecond':10},'accelerators':[{'name':'L4','throughput':5}]}",
            "{'workload':'Inference','image':'i:1','demand':{'unitsPerSecond':10},'accelerators':[{'name':'L4'}]}"),
        Model("all accelerators have a serviceRate, or none",
            Inference + ",'accelerators':[{'name':'L4','throughput':5,'serviceRate':6},{'name':'A10','throughput':5,'serviceRate':7}]}",
            Inference + ",'accelerators':[{'name':'L4','throughput':5,'serviceRate':6},{'name':'A10','throughput':5}]}",
            field: "spec.accelerators"),
        Model("serviceRate must be above throughput",
            Inference + ",'accelerators':[{'name':'L4','throughput':5,'serviceRate':5.5}]}",
            Inference + ",'accelerators':[{'name':'L4','throughput':5,'serviceRate':5}]}",
            field: "spec.accelerators[0].serviceRate"),
        Model("each of volumeMounts must name one of volumes",
            Inference + ",'volumes':[{'name':'v','emptyDir':{}}],'volumeMounts':[{'name':'v','mountPath':'/v'}]}",
            Inference + ",'volumes':[{'name':'v','emptyDir':{}}],'volumeMounts':[{'name':'w','mountPath':'/v'}]}"),
        Model("minReplicas must not exceed maxReplicas", Inference + ",'scaling':{'minReplicas':1,'maxReplicas':2}}", Inference + ",'scaling':{'minReplicas':3,'maxReplicas':2}}"),
        Model("minReplicas 0 needs engine KEDA",
            Inference + ",'scaling':{'engine':'KEDA','minReplicas':0,'maxReplicas':2,'triggers':[{'type':'kafka'}]}}",
            Inference + ",'scaling':{'minReplicas':0,'maxReplicas':2}}",
            field: "spec.scaling.minReplicas"),
        Model("engine KEDA needs triggers",
            Inference + ",'scaling':{'engine':'KEDA','minReplicas':1,'maxReplicas':2,'triggers':[{'type':'kafka'}]}}",
            Inference + ",'scaling':{'engine':'KEDA','minReplicas':1,'maxReplicas':2}}",
            field: "spec.scaling.triggers"),
        Model("triggers are for engine KEDA",
            Inference + ",'scaling':{'engine':'KEDA','minReplicas':1,'maxReplicas':2,'triggers':[{'type':'kafka'}]}}",
            Inference + ",'scaling':{'minReplicas':1,'maxReplicas':2,'triggers':[{'type':'kafka'}]}}",
            field: "spec.scaling.triggers"),
        Model("metrics are for engine HPA",
            Inference + ",'scaling':{'minReplicas':1,'maxReplicas':2,'metrics':[{'type':'Pods'}]}}",
            Inference + ",'scaling':{'engine':'KEDA','minReplicas':1,'maxReplicas':2,'triggers':[{'type':'kafka'}],'metrics':[{'type':'Pods'}]}}",
            field: "spec.scaling.metrics"),
        Model("completions must be at least parallelism", Training + ",'completions':2}}", Training + ",'completions':1}}", field: "spec.training.completions"),
        Model("workload is immutable", Inference + "}", Training + "}}", update: true, field: "spec.workload"),
        Provider("exactly one of kubeconfigSecretRef, clusterProfileRef and inCluster: true must be given", "'connection':{'inCluster':true}", "'connection':{'inCluster':false}"),
        Provider("accelerator and gpusPerNode belong together", "'connection':{'inCluster':true},'nodePools':[{'name':'p','instanceType':'t','cpu':'4','memory':'8Gi','maxNodes':2,'accelerator':'L4','gpusPerNode':1}]", "'connection':{'inCluster':true},'nodePools':[{'name':'p','instanceType':'t','cpu':'4','memory':'8Gi','maxNodes':2,'accelerator':'L4'}]"),
        Policy("at least one of minDomains, maxShare and maxSkew must be given", "'spread':[{'topology':'Region','minDomains':2}]", "'spread':[{'topology':'Region'}]"),
        Policy("strategy Stepwise needs steps", "'migration':{'strategy':'Stepwise','steps':[{'percent':50}]}", "'migration':{'strategy':'Stepwise'}"),
        Policy("without a key the operator must be Exists", "'tolerations':[{'operator':'Exists'}]", "'tolerations':[{'operator':'Equal','value':'x'}]"),
        Policy("with operator Exists there must be no value", "'tolerations':[{'key':'k','operator':'Exists'}]", "'tolerations':[{'key':'k','operator':'Exists','value':'x'}]"),
    ];

    public static TheoryData<string> Messages => [.. Examples.Select(example => example.Message)];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task An_object_passes_and_another_is_refused(string message)
    {
        var example = Examples.Single(e => e.Message == message);
        var cluster = definitions.Cluster;
        var created = await cluster.PostAsync(example.Update ? example.Path : example.Path + "?dryRun=All", example.Object(example.Passing, example.Update ? "kept" : "good"));
        created.Expect(201);
        var refused = example.Update
            ? await cluster.MergeAsync($"{example.Path}/kept", $"{{\"spec\":{example.Refused.Replace('\'', '"')}}}")
            : await cluster.PostAsync(example.Path + "?dryRun=All", example.Object(example.Refused, example.Name ?? "bad"));
        var text = (string)refused.Expect(422)["message"]!;
        Assert.Contains(message, text, StringComparison.Ordinal);
        if (example.Field is { } field)
            Assert.Contains(refused.Json["details"]!["causes"]!.AsArray(), cause => (string?)cause!["field"] == field && ((string)cause["message"]!).Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_rule_has_an_example()
    {
        var rules = OwnDefinitions.Rules();
        Assert.Equal(23, rules.Count);
        Assert.All(rules, rule => Assert.Single(Examples, example => rule.Kind == example.Kind && rule.Message.StartsWith(example.Message, StringComparison.Ordinal)));
    }

    private static Example Model(string message, string passing, string refused, string? name = null, string? field = null, bool update = false) =>
        new("LeptonModel", "/apis/lepton.ai/v1alpha1/namespaces/default/leptonmodels", message, passing, refused, name, field, update);

    private static Example Provider(string message, string passing, string refused) => new("CloudProvider", "/apis/lepton.ai/v1alpha1/cloudproviders", message,
        $"{{'type':'AWS','clusters':[{{'name':'c','region':'r',{passing}}}]}}", $"{{'type':'AWS','clusters':[{{'name':'c','region':'r',{refused}}}]}}", null, null, false);

    private static Example Policy(string message, string passing, string refused) =>
        new("PlacementPolicy", "/apis/lepton.ai/v1alpha1/placementpolicies", message, $"{{{passing}}}", $"{{{refused}}}", null, null, false);

    private sealed record Example(string Kind, string Path, string Message, string Passing, string Refused, string? Name, string? Field, bool Update)
    {
        public string Object(string spec, string name) =>
            $"{{\"apiVersion\":\"lepton.ai/v1alpha1\",\"kind\":\"{Kind}\",\"metadata\":{{\"name\":\"{name}\"}},\"spec\":{spec.Replace('\'', '"')}}}";
    }
}
