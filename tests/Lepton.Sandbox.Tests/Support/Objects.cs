using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Support;

/// <summary>Objects the tests send.</summary>
internal static class Objects
{
    public static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    public static JsonObject Named(string apiVersion, string kind, string name) => Parse($$$"""{"apiVersion":"{{{apiVersion}}}","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}"}}""");

    public static JsonObject ConfigMap(string name, string value = "v", string? labels = null)
    {
        var map = Parse($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"k":"{{{value}}}"}}""");
        if (labels is not null)
            map["metadata"]!["labels"] = JsonNode.Parse(labels);
        return map;
    }

    public static JsonObject Deployment(string name, int replicas = 1) => Parse($$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}","labels":{"app":"{{{name}}}"}},"spec":{"replicas":{{{replicas}}},
         "selector":{"matchLabels":{"app":"{{{name}}}"}},"template":{"metadata":{"labels":{"app":"{{{name}}}"}},"spec":{"containers":[{"name":"app","image":"nginx:1.25"}]} } } }
        """);

    public static JsonObject Pod(string name, string? node = null)
    {
        var pod = Parse($$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}"},"spec":{"containers":[{"name":"c","image":"nginx"}]}}""");
        if (node is not null)
            pod["spec"]!["nodeName"] = node;
        return pod;
    }

    /// <summary>A CRD with status and scale subresources, defaults and a printer column.</summary>
    public static JsonObject WidgetDefinition() => Parse("""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.test.lepton.ai"},
         "spec":{"group":"test.lepton.ai","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget","shortNames":["wg"],"categories":["all"]},
          "versions":[{"name":"v1","served":true,"storage":true,
           "additionalPrinterColumns":[{"name":"Size","type":"string","jsonPath":".spec.size"},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
           "selectableFields":[{"jsonPath":".spec.size"}],
           "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
           "schema":{"openAPIV3Schema":{"type":"object","properties":{
             "spec":{"type":"object","properties":{"size":{"type":"string"},"replicas":{"type":"integer","default":1},"labels":{"type":"object","additionalProperties":{"type":"string"}}}},
             "status":{"type":"object","properties":{"phase":{"type":"string"},"replicas":{"type":"integer"},"selector":{"type":"string"}}}}}}}]}}
        """);

    public static JsonObject Widget(string name, string size = "small") =>
        Parse($$$"""{"apiVersion":"test.lepton.ai/v1","kind":"Widget","metadata":{"name":"{{{name}}}"},"spec":{"size":"{{{size}}}"}}""");
}
