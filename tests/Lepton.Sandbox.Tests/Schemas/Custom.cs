using System.Text.Json.Nodes;
using Lepton.Sandbox.Schemas;
using Lepton.Sandbox.Schemas.Structure;
using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.Schemas;

/// <summary>Custom resources with a schema for their spec.</summary>
internal static class Custom
{
    public static CustomSchema Schema(string specProperties, string more = "") =>
        Of($"{{'type':'object','properties':{{'spec':{{'type':'object','properties':{{{specProperties}}}{more}}},'status':{{'type':'object','x-kubernetes-preserve-unknown-fields':true}}}}}}");

    public static CustomSchema Of(string schema, string? subresources = null) =>
        new(StructuralReader.Read(Sample.Object(schema)), subresources is null ? null : Sample.Object(subresources));

    public static JsonObject Resource(string spec) => Sample.Object($"{{'apiVersion':'example.lepton.ai/v1','kind':'Widget','metadata':{{'name':'w'}},'spec':{spec}}}");

    /// <summary>The errors of a spec, each as <c>reason field: message</c>, sorted.</summary>
    public static string[] Errors(CustomSchema schema, string spec, string? old = null) =>
        [.. schema.Validate(Resource(spec), old is null ? null : Resource(old)).Select(error => $"{error.Reason["FieldValue".Length..]} {error.Field}: {error.Message}").Order(StringComparer.Ordinal)];

    public static JsonNode? Spec(this JsonObject resource) => resource["spec"];
}
