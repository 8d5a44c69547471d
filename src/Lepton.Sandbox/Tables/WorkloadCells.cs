using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>Deployments and the like.</summary>
internal static class WorkloadCells
{
    public static Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> All { get; } = new()
    {
        ["readyOfDesired"] = (v, _) => $"{v.Obj("status").Int("readyReplicas") ?? 0}/{v.Obj("spec").Int("replicas") ?? 0}",
        ["containers"] = (v, _) => Containers(v.Obj("spec").Obj("template"), "name"),
        ["images"] = (v, _) => Containers(v.Obj("spec").Obj("template"), "image"),
        ["selector"] = (v, _) => Selector(v.Obj("spec").Obj("selector")),
        ["podSelector"] = (v, _) => Selector(v.Obj("spec").Obj("podSelector")),
        ["templateNodeSelector"] = (v, _) => CellFunctions.Labels(v.Obj("spec").Obj("template").Obj("spec").Obj("nodeSelector")),
        ["controllerOwner"] = (v, _) => v.Obj("metadata").Arr("ownerReferences")?.FirstOrDefault(o => o.Bool("controller") == true) is { } owner
            ? $"{owner.Str("kind")?.ToLowerInvariant()}.{owner.Str("apiVersion")?.Split('/')[0]}/{owner.Str("name")}"
            : "<none>",
    };

    public static string Containers(JsonObject? template, string field) =>
        string.Join(",", template.Obj("spec").Arr("containers")?.Select(c => c.Str(field)) ?? []);

    /// <summary>A label selector in its short form.</summary>
    public static string Selector(JsonObject? selector)
    {
        var terms = (selector.Obj("matchLabels") ?? []).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value.AsString()}")
            .Concat((selector.Arr("matchExpressions") ?? []).Select(e => e.Str("operator") switch
            {
                "In" => $"{e.Str("key")} in ({string.Join(",", e.Arr("values").Strings())})",
                "NotIn" => $"{e.Str("key")} notin ({string.Join(",", e.Arr("values").Strings())})",
                "Exists" => e.Str("key"),
                _ => $"!{e.Str("key")}",
            }));
        var text = string.Join(",", terms);
        return text.Length == 0 ? "<none>" : text;
    }
}
