using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Admission;

/// <summary>One write as webhooks see it.</summary>
/// <param name="Operation">CREATE, UPDATE or DELETE.</param>
/// <param name="Object">The new object; null for a delete.</param>
/// <param name="Old">The stored object; null for a create.</param>
internal sealed record AdmissionAttributes(ResourceType Type, string? Subresource, string Operation, string? Namespace, string Name, JsonObject? Object, JsonObject? Old, AdmissionCaller Caller, bool DryRun)
{
    /// <summary>The objects in another version of the same resource.</summary>
    public AdmissionAttributes As(ResourceType type) => type.ApiVersion == Type.ApiVersion ? this : this with { Type = type, Object = In(type, Object), Old = In(type, Old) };

    /// <summary>What a webhook gets for an object: of the scale subresource a Scale.</summary>
    public JsonObject? Shown(JsonObject? value) => value is null ? null : Subresource == "scale" ? Scales.Of(Type, value) : value;

    private static JsonObject? In(ResourceType type, JsonObject? value) => value is null ? null : Views.Show(type, JsonTree.Clone(value));
}
