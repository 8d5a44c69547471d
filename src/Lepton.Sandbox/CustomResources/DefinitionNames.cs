using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.CustomResources;

/// <summary>Which of the names a CRD asks for are free within its group.</summary>
internal static class DefinitionNames
{
    /// <returns>The names that are free, and the last conflict in the order in which a real server checks.</returns>
    public static (JsonObject Accepted, (string Reason, string Message)? Conflict) Check(string name, JsonObject definition, ResourceCatalog.Snapshot catalog)
    {
        var spec = definition.Obj("spec")!;
        var names = spec.Obj("names")!;
        var others = catalog.All.Where(t => t.Group == spec.Str("group") && t.Resource.ToString() != name).ToArray();
        var resources = others.SelectMany(t => t.ShortNames.Append(t.Plural).Append(t.Singular)).ToHashSet();
        var kinds = others.SelectMany(t => (string[])[t.Kind, t.ListKind]).ToHashSet();
        var accepted = new JsonObject { ["plural"] = "", ["kind"] = "" };
        (string, string)? conflict = null;
        foreach (var (field, taken) in (ReadOnlySpan<(string, HashSet<string>)>)[("plural", resources), ("singular", resources), ("kind", kinds), ("listKind", kinds)])
        {
            if (names.Str(field) is not { } wanted)
                continue;
            if (taken.Contains(wanted))
                conflict = ($"{char.ToUpperInvariant(field[0])}{field[1..]}Conflict", $"\"{wanted}\" is already in use");
            else
                accepted[field] = wanted;
            if (field == "singular")
                conflict = ShortNames(names, resources, accepted) ?? conflict;
        }

        if (names.Arr("categories") is { Count: > 0 } categories && conflict is null)
            accepted["categories"] = categories.DeepClone();
        return (accepted, conflict);
    }

    private static (string, string)? ShortNames(JsonObject names, HashSet<string> taken, JsonObject accepted)
    {
        if (names.Arr("shortNames") is not { Count: > 0 } wanted)
            return null;
        var used = wanted.Strings().Where(taken.Contains).ToArray();
        if (used.Length > 0)
            return ("ShortNamesConflict", string.Join(", ", used.Select(u => $"\"{u}\" is already in use")));
        accepted["shortNames"] = wanted.DeepClone();
        return null;
    }
}
