using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Types;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.OpenApi;
using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.Schemas;

public sealed class OpenApiTests
{
    private const string Prefix = "#/components/schemas/";

    [Fact]
    public void Every_reference_leads_to_a_component()
    {
        var schemas = new JsonObject();
        foreach (var (groupVersion, kind) in BuiltinTypes.All)
            BuiltinComponents.Add(schemas, groupVersion.Contains('/') ? groupVersion.Split('/')[0] : "", groupVersion.Split('/')[^1], kind);
        CustomComponents.Add(schemas, "lepton.ai", "v1", "Widget", Sample.Object("{'type':'object'}"));
        var references = References(schemas).Distinct().ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(schemas.ContainsKey(reference[Prefix.Length..]), reference));
    }

    [Fact]
    public void A_deployment_is_described_for_explain_and_for_patches()
    {
        var schemas = new JsonObject();
        BuiltinComponents.Add(schemas, "apps", "v1", "Deployment");
        var kind = schemas["io.k8s.api.apps.v1.Deployment"]!;
        Sample.AssertSame("[{'group':'apps','kind':'Deployment','version':'v1'}]", kind["x-kubernetes-group-version-kind"]);
        var spec = schemas["io.k8s.api.apps.v1.DeploymentSpec"]!;
        Sample.AssertSame("['selector','template']", spec["required"]);
        Sample.AssertSame("{'type':'integer','format':'int32','description':'Number of pods wanted; 1 by default.','default':1}", spec["properties"]!["replicas"]);
        var containers = schemas["io.k8s.api.core.v1.PodSpec"]!["properties"]!["containers"]!;
        Sample.AssertSame(
            "{'type':'array','items':{'$ref':'#/components/schemas/io.k8s.api.core.v1.Container'},'description':'The containers; at least one.','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],'x-kubernetes-patch-strategy':'merge','x-kubernetes-patch-merge-key':'name'}",
            containers);
        Assert.Equal("containerPort", schemas["io.k8s.api.core.v1.Container"]!["properties"]!["ports"].Str("x-kubernetes-patch-merge-key"));
    }

    [Fact]
    public void A_custom_resource_keeps_its_schema_and_gets_the_metadata_of_all()
    {
        var schemas = new JsonObject();
        CustomComponents.Add(schemas, "example.lepton.ai", "v1", "Widget", Sample.Object("{'type':'object','description':'A widget.','properties':{'spec':{'type':'object','description':'Wanted.'},'metadata':{'type':'object'}}}"));
        var widget = schemas["ai.lepton.example.v1.Widget"]!;
        Assert.Equal("A widget.", widget.Str("description"));
        Assert.Equal("Wanted.", widget["properties"]!["spec"].Str("description"));
        Assert.Equal(Prefix + "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", widget["properties"]!["metadata"]!["allOf"]![0].Str("$ref"));
        Assert.Equal("string", widget["properties"]!["kind"].Str("type"));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => pair is { Key: "$ref", Value: JsonValue value } ? [value.GetValue<string>()] : References(pair.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
