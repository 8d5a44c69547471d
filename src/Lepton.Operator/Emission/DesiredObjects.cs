using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission;

/// <summary>Puts desired objects together.</summary>
internal static class DesiredObjects
{
    /// <param name="body">The members beside apiVersion, kind and metadata; moved into the object.</param>
    public static DesiredObject Create(
        ResourceDefinition resource, string? @namespace, string name, JsonObject labels, JsonObject? annotations, JsonObject body)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (@namespace is not null)
            metadata["namespace"] = @namespace;
        metadata["labels"] = labels;
        metadata["annotations"] = annotations ?? [];
        var json = new JsonObject { ["apiVersion"] = resource.ApiVersion, ["kind"] = resource.Kind, ["metadata"] = metadata };
        foreach (var (field, value) in body.ToList())
        {
            body.Remove(field);
            json[field] = value;
        }

        CanonicalJson.RemoveNulls(json);
        metadata["annotations"]![Ownership.HashAnnotation] = AppliedHash.Of(json);
        return new DesiredObject(resource, @namespace, name, json);
    }
}
