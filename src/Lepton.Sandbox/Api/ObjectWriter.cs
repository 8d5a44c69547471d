using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Tables;

namespace Lepton.Sandbox.Api;

/// <summary>Writes one object in the form that was asked for.</summary>
internal static class ObjectWriter
{
    public static Task WriteAsync(ApiRequest request, JsonObject value, int status = 200) =>
        Responses.WriteAsync(request, Shape(request, value), status);

    /// <summary>The object, its metadata alone, or a table with one row.</summary>
    public static JsonObject Shape(ApiRequest request, JsonObject value) => request.Format.As switch
    {
        "Table" when value.Str("kind") != "Status" => TableBuilder.Of(request, [value], Metadata(value)),
        "PartialObjectMetadataList" => throw ApiErrors.Internal("content is not a list"),
        "PartialObjectMetadata" => PartialMetadata(value, request.Format.Version!),
        _ => value,
    };

    public static JsonObject PartialMetadata(JsonObject value, string version) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = $"meta.k8s.io/{version}",
        ["metadata"] = JsonTree.CloneNode(value["metadata"]),
    };

    private static JsonObject Metadata(JsonObject value) => new() { ["resourceVersion"] = value.Obj("metadata").Str("resourceVersion") };
}
