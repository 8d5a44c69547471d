using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Types;

namespace Lepton.Sandbox.FieldManagement.Walks;

/// <summary>The set of paths that whoever applies a configuration owns: its leaves, the items of its lists, the keys of its maps.</summary>
internal static class Ownable
{
    public static FieldSet Of(FieldType type, JsonNode? value)
    {
        var set = new FieldSet();
        Visit(type, value, set);
        return set;
    }

    private static void Visit(FieldType type, JsonNode? value, FieldSet at)
    {
        switch (Shapes.Of(type, Maybe.Of(value)))
        {
            case FieldType.Map { Atomic: false } map:
                foreach (var (name, field) in value as JsonObject ?? [])
                {
                    var below = at.Descend(PathStep.Field(name));
                    Visit(map.TypeOf(name) ?? FieldType.Deduced, field, below);
                    if (field is null or JsonObject { Count: 0 } || !map.Fields.ContainsKey(name))
                        below.Mark();
                }

                break;
            case FieldType.List { Relation: not ListRelation.Atomic } list:
                Items(list, value as JsonArray, at);
                break;
            default:
                at.Mark();
                break;
        }
    }

    private static void Items(FieldType.List type, JsonArray? items, FieldSet at)
    {
        foreach (var item in items ?? [])
        {
            if (PathStep.Item(type, item, out _) is not { } step)
                continue;
            var below = at.Descend(step);
            Visit(type.Element, item, below);
            below.Mark();
        }
    }
}
