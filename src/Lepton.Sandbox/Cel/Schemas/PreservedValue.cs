using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>A value that the schema preserves without knowing it: it can be compared, and nothing else.</summary>
internal sealed record PreservedValue(JsonNode Node) : IExtensionValue
{
    public CelType Type => CelType.Opaque("unknown");

    public bool SameAs(IExtensionValue other) => other is PreservedValue preserved && JsonNode.DeepEquals(preserved.Node, Node);
}
