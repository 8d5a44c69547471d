using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.CrdGeneration;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Tests.CrdGeneration;

public class CrdGeneratorTests
{
    private static readonly JsonNode Crd = KubernetesJson.ToNode(CrdGenerator.Generate(typeof(Widget)))!;

    private static JsonNode Version => Crd["spec"]!["versions"]![0]!;

    private static JsonNode Root => Version["schema"]!["openAPIV3Schema"]!;

    private static JsonNode Spec => Root["properties"]!["spec"]!;

    private static JsonNode Field(string name) => Spec["properties"]![name]!;

    private static void Same(string expected, JsonNode? actual) => Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual?.ToJsonString());

    [Fact]
    public void Names_and_scope()
    {
        Assert.Equal("widgets.example.com", (string?)Crd["metadata"]!["name"]);
        Same("""{"plural":"widgets","singular":"wdgt","shortNames":["wd","wg"],"kind":"Widget","listKind":"WidgetList","categories":["all"]}""", Crd["spec"]!["names"]);
        Assert.Equal("Namespaced", (string?)Crd["spec"]!["scope"]);
    }

    [Fact]
    public void Columns_and_subresources()
    {
        Same("""[{"name":"Size","type":"integer","format":"int32","description":"How big.","priority":1,"jsonPath":".spec.size"},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]""", Version["additionalPrinterColumns"]);
        Same("""{"status":{},"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.size","labelSelectorPath":".status.selector"}}""", Version["subresources"]);
    }

    [Fact]
    public void Root_has_metadata_rules_and_required_spec()
    {
        Assert.Equal(["apiVersion", "kind", "metadata", "spec", "status"], Root["properties"]!.AsObject().Select(p => p.Key));
        Same("""["spec"]""", Root["required"]);
        Same("""[{"rule":"self.spec.size < 100","message":"too big","reason":"FieldValueInvalid","fieldPath":".spec.size"}]""", Root["x-kubernetes-validations"]);
        Assert.Equal("Widget is a widget.", (string?)Root["description"]);
    }

    [Fact]
    public void Required_is_what_is_neither_nullable_nor_defaulted_nor_optional()
    {
        Same("""["size"]""", Spec["required"]);
        Same("""["key"]""", Field("parts")["items"]!["required"]);
        Assert.Null(Root["properties"]!["status"]!["required"]);
    }

    [Fact]
    public void Properties_are_sorted_and_ignored_ones_left_out()
    {
        var names = Spec["properties"]!.AsObject().Select(p => p.Key).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.DoesNotContain("ignored", names);
        Assert.Contains("x-odd", names);
    }

    [Fact]
    public void Numbers()
    {
        Same("""{"description":"Size.","type":"integer","format":"int32","maximum":10,"exclusiveMaximum":true,"minimum":1}""", Field("size"));
        Same("""{"description":"Ratio.","type":"number","format":"double","default":0.5}""", Field("ratio"));
        Same("""{"type":"integer","format":"int64"}""", Field("numbers")["items"]);
    }

    [Fact]
    public void Strings_and_enums()
    {
        Same("""{"description":"Name.","type":"string","maxLength":8,"minLength":2,"pattern":"^[a-z]\u002B$"}""", Field("name"));
        Same("""{"description":"Colour. Blue: Like the sky. Green: Like grass.","type":"string","default":"Green","enum":["Blue","Green"]}""", Field("colour"));
        Same("""{"description":"When.","type":"string","format":"date-time"}""", Field("when"));
    }

    [Fact]
    public void Objects_default_to_empty_ones_whose_fields_then_default()
    {
        Same("{}", Field("nested")["default"]);
        Same("\"left\"", Field("nested")["properties"]!["side"]!["default"]);
    }

    [Fact]
    public void Lists()
    {
        Assert.Equal(("map", 1, 5), ((string?)Field("parts")["x-kubernetes-list-type"], (int)Field("parts")["minItems"]!, (int)Field("parts")["maxItems"]!));
        Same("""["key","side"]""", Field("parts")["x-kubernetes-list-map-keys"]);
        Same("""{"description":"Tags.","type":"array","maxItems":3,"items":{"type":"string","maxLength":4},"x-kubernetes-list-type":"set"}""", Field("tags"));
        Assert.Equal("atomic", (string?)Field("numbers")["x-kubernetes-list-type"]);
    }

    [Fact]
    public void Maps()
    {
        Same("""{"description":"Weights.","type":"object","maxProperties":7,"additionalProperties":{"type":"number","format":"double","minimum":0}}""", Field("weights"));
        Assert.Equal("atomic", (string?)Field("selector")["x-kubernetes-map-type"]);
    }

    [Fact]
    public void Int_or_string()
    {
        Assert.True((bool)Field("amount")["x-kubernetes-int-or-string"]!);
        Assert.NotNull(Field("amount")["pattern"]);
        Same("""{"description":"Port.","x-kubernetes-int-or-string":true}""", Field("port"));
    }

    [Fact]
    public void Unknown_fields_embedded_resources_and_null()
    {
        Same("""{"description":"Anything.","type":"object","x-kubernetes-preserve-unknown-fields":true}""", Field("anything"));
        Same("""{"description":"A whole object.","type":"object","x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-embedded-resource":true}""", Field("template"));
        Assert.True((bool)Field("maybe")["nullable"]!);
    }

    [Fact]
    public void Parts_of_pods_have_descriptions_and_bounds_and_only_their_keys_where_the_rest_is_kept()
    {
        Same("""{"type":"object","required":["name"],"properties":{"name":{"description":"Name of the volume.","type":"string","maxLength":63}},"x-kubernetes-preserve-unknown-fields":true}""", Field("volumes")["items"]);
        Assert.Equal("Label the condition is about.", (string?)Field("selector")["properties"]!["matchExpressions"]!["items"]!["properties"]!["key"]!["description"]);
    }

    [Fact]
    public void Rules_of_types_and_of_fields()
    {
        Same("""[{"rule":"has(self.name)","messageExpression":"\u0027size %d\u0027.format([self.size])","optionalOldSelf":true}]""", Spec["x-kubernetes-validations"]);
        Same("""[{"rule":"self == oldSelf","message":"fixed"}]""", Field("fixed")["x-kubernetes-validations"]);
    }

    [Fact]
    public void Conditions_are_described()
    {
        var items = Root["properties"]!["status"]!["properties"]!["conditions"]!["items"]!;
        Same("""["message","reason","status","type"]""", items["required"]);
        Assert.NotNull(items["properties"]!["status"]!["pattern"]);
    }

    [Fact]
    public void The_same_types_give_the_same_bytes()
    {
        Assert.Equal(CrdYaml.Write(CrdGenerator.Generate(typeof(Widget))), CrdYaml.Write(CrdGenerator.Generate(typeof(Widget))));
        var lines = CrdYaml.Write(CrdGenerator.Generate(typeof(Widget))).Split('\n');
        Assert.Equal(["---", "apiVersion: apiextensions.k8s.io/v1", "kind: CustomResourceDefinition", "metadata:", "  name: widgets.example.com"], lines[..5]);
        Assert.DoesNotContain(lines, l => l.StartsWith("status:", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_versions_are_served_and_the_first_is_stored()
    {
        var versions = CrdGenerator.Generate(typeof(NewGadget), typeof(OldGadget)).Spec.Versions;
        Assert.Equal([("v2", true, true), ("v1", true, false)], versions.Select(v => (v.Name, v.Served, v.Storage)));
        Assert.Null(versions[0].Subresources);
        Assert.Null(versions[0].AdditionalPrinterColumns);
    }

    [KubernetesEntity(Group = "example.com", ApiVersion = "v2", Kind = "Gadget", PluralName = "gadgets", Namespaced = false)]
    private sealed class NewGadget : KubernetesObject;

    [KubernetesEntity(Group = "example.com", ApiVersion = "v1", Kind = "Gadget", PluralName = "gadgets", Namespaced = false)]
    private sealed class OldGadget : KubernetesObject;
}
