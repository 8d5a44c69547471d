using System.Text.Json.Nodes;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

public sealed class LiveComparisonTests
{
    [Theory]
    // Defaults and co-owned additions.
    [InlineData("""{"spec":{"a":1}}""", """{"spec":{"a":1,"b":2},"status":{"x":1}}""")]
    [InlineData("""{"containers":[{"name":"model"}]}""", """{"containers":[{"name":"istio-proxy"},{"name":"model","imagePullPolicy":"Always"}]}""")]
    [InlineData("""{"env":[{"name":"A","value":"1"}]}""", """{"env":[{"name":"INJECTED","value":"x"},{"name":"A","value":"1"}]}""")]
    // Quantities in another spelling.
    [InlineData("""{"limits":{"memory":"0.25Ti"}}""", """{"limits":{"memory":"256Gi"}}""")]
    [InlineData("""{"requests":{"cpu":"1000m","x.com/y":2}}""", """{"requests":{"cpu":"1","x.com/y":"2"}}""")]
    [InlineData("""{"emptyDir":{"sizeLimit":"1024Mi"}}""", """{"emptyDir":{"sizeLimit":"1Gi"}}""")]
    [InlineData("""{"metrics":[{"resource":{"target":{"averageValue":"2500m","value":"1k"}}}]}""", """{"metrics":[{"resource":{"target":{"averageValue":"2.5","value":"1000"}}}]}""")]
    [InlineData("""{"resourceFieldRef":{"divisor":"1024Ki"}}""", """{"resourceFieldRef":{"divisor":"1Mi"}}""")]
    // Int-or-string.
    [InlineData("""{"targetPort":8080}""", """{"targetPort":"8080"}""")]
    [InlineData("""{"weight":1.0}""", """{"weight":1}""")]
    // Values that say nothing.
    [InlineData("""{"a":null}""", """{}""")]
    [InlineData("""{"env":[{"name":"A","value":""}]}""", """{"env":[{"name":"A"}]}""")]
    [InlineData("""{"volumeMounts":[{"mountPath":"/a","readOnly":false}]}""", """{"volumeMounts":[{"mountPath":"/a"}]}""")]
    [InlineData("""{"livenessProbe":{"timeoutSeconds":0,"initialDelaySeconds":0}}""", """{"livenessProbe":{"timeoutSeconds":1}}""")]
    [InlineData("""{"args":[],"labels":{}}""", """{}""")]
    [InlineData("""{"containers":[{"name":"m","imagePullPolicy":""}]}""", """{"containers":[{"name":"m","imagePullPolicy":"Always"}]}""")]
    // Lists merged by key, whatever the order.
    [InlineData("""{"ports":[{"containerPort":1},{"containerPort":2}]}""", """{"ports":[{"containerPort":2,"protocol":"TCP"},{"containerPort":1,"protocol":"TCP"}]}""")]
    [InlineData("""{"ports":[{"port":53,"protocol":"UDP","targetPort":5}]}""", """{"ports":[{"port":53,"protocol":"TCP","targetPort":4},{"port":53,"protocol":"UDP","targetPort":5}]}""")]
    [InlineData("""{"imagePullSecrets":[{"name":"b"}]}""", """{"imagePullSecrets":[{"name":"a"},{"name":"b"}]}""")]
    // Lists of built-in kinds do not repeat what their items are.
    [InlineData("""{"apiVersion":"v1","kind":"Service","spec":{}}""", """{"spec":{}}""")]
    public void These_are_the_same(string desired, string live) =>
        Assert.Null(LiveComparison.FirstDifference(JsonNode.Parse(desired), JsonNode.Parse(live)));

    [Theory]
    [InlineData("""{"spec":{"a":1}}""", """{"spec":{"a":2}}""", ".spec.a")]
    [InlineData("""{"spec":{"a":1}}""", """{"spec":{}}""", ".spec.a")]
    [InlineData("""{"spec":{"a":1}}""", """{}""", ".spec")]
    [InlineData("""{"spec":{"a":{"b":1}}}""", """{"spec":{"a":"b"}}""", ".spec.a")]
    [InlineData("""{"a":"1"}""", """{"a":true}""", ".a")]
    [InlineData("""{"a":true}""", """{"a":"true"}""", ".a")]
    [InlineData("""{"containers":[{"name":"model","image":"a"}]}""", """{"containers":[{"name":"model","image":"b"}]}""", ".containers[name=model].image")]
    [InlineData("""{"containers":[{"name":"model"}]}""", """{"containers":[{"name":"other"}]}""", ".containers[name=model]")]
    [InlineData("""{"ports":[{"containerPort":1,"protocol":"UDP"}]}""", """{"ports":[{"containerPort":1,"protocol":"TCP"}]}""", ".ports[containerPort=1]")]
    [InlineData("""{"volumeMounts":[{"mountPath":"/a","name":"x"}]}""", """{"volumeMounts":[{"mountPath":"/a","name":"y"}]}""", ".volumeMounts[mountPath=/a].name")]
    // An amount is an amount only where amounts stand.
    [InlineData("""{"limits":{"cpu":"1"}}""", """{"limits":{"cpu":"1001m"}}""", ".limits.cpu")]
    [InlineData("""{"env":[{"name":"A","value":"1000m"}]}""", """{"env":[{"name":"A","value":"1"}]}""", ".env[name=A].value")]
    // Lists that are replaced as a whole: order and number count, and equal names are no keys.
    [InlineData("""{"args":["a","b"]}""", """{"args":["b","a"]}""", ".args[0]")]
    [InlineData("""{"args":["a"]}""", """{"args":["a","b"]}""", ".args")]
    [InlineData("""{"args":[""]}""", """{"args":["x"]}""", ".args[0]")]
    [InlineData("""{"tolerations":[{"key":"a"}]}""", """{"tolerations":[{"key":"a"},{"key":"b"}]}""", ".tolerations")]
    [InlineData("""{"httpHeaders":[{"name":"X","value":"1"},{"name":"X","value":"2"}]}""", """{"httpHeaders":[{"name":"X","value":"1"},{"name":"X","value":"3"}]}""", ".httpHeaders[1].value")]
    // Where nothing and zero differ.
    [InlineData("""{"spec":{"replicas":0}}""", """{"spec":{}}""", ".spec.replicas")]
    [InlineData("""{"automountServiceAccountToken":false}""", """{}""", ".automountServiceAccountToken")]
    [InlineData("""{"emptyDir":{}}""", """{"hostPath":{"path":"/"}}""", ".emptyDir")]
    [InlineData("""{"labels":{"a":""}}""", """{"labels":{}}""", ".labels.a")]
    [InlineData("""{"data":{"a":""}}""", """{"data":{"a":"x"}}""", ".data.a")]
    [InlineData("""{"readinessProbe":{"timeoutSeconds":2}}""", """{"readinessProbe":{"timeoutSeconds":1}}""", ".readinessProbe.timeoutSeconds")]
    public void These_differ_and_the_path_says_where(string desired, string live, string path) =>
        Assert.Equal(path, LiveComparison.FirstDifference(JsonNode.Parse(desired), JsonNode.Parse(live)));

    [Fact]
    public void A_dropped_field_shows_in_the_hash()
    {
        var @case = new EmissionCase("vllm-70b");
        var live = @case.Emit();
        var input = @case.Input();
        input.Model.Spec.Env!.RemoveAt(1);
        var desired = Emitter.Emit(input);
        var differences = desired.Zip(live).Select(p => LiveComparison.FirstDifference(p.First.Json, p.Second.Json)).ToList();
        Assert.Equal(2, desired.Zip(live).Count(p => p.First.Hash != p.Second.Hash));
        Assert.All(desired.Zip(differences), p => Assert.Equal(p.First.Resource.Kind == "Deployment", p.Second is not null));
    }

    [Fact]
    public void Numbers_made_by_code_and_numbers_that_were_read_are_equal() =>
        Assert.Null(LiveComparison.FirstDifference(new JsonObject { ["replicas"] = 3, ["deadline"] = 3L }, JsonNode.Parse("""{"replicas":3,"deadline":3}""")));
}
