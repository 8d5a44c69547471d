using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Storage;

/// <summary>The schema of a kind and who may own which of its fields.</summary>
internal sealed record CompiledSchema(IObjectSchema Schema, IFieldManagement Fields);

/// <summary>Makes the machinery behind a kind from its schema.</summary>
internal interface ISchemaFactory
{
    /// <summary>For a built-in kind; null where there is no schema for it.</summary>
    CompiledSchema? Builtin(string group, string version, string kind);

    /// <summary>For one version of a CRD.</summary>
    /// <param name="openApiV3Schema">The schema of the version; null when it preserves everything.</param>
    /// <param name="hasStatus">Status is a subresource: the main path does not own it.</param>
    CompiledSchema Custom(string group, string version, string kind, JsonObject? openApiV3Schema, bool hasStatus);

    /// <summary>Why the schema of a CRD version cannot be used: not structural, or rules that do not compile. Empty when it can.</summary>
    /// <param name="path">Where in the CRD the schema stands.</param>
    IReadOnlyList<FieldError> Check(string group, string version, string kind, JsonObject openApiV3Schema, string path);

    /// <summary>For kinds without a schema.</summary>
    IFieldManagement Fallback { get; }
}
