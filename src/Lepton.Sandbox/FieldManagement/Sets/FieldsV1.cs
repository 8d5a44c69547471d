using System.Text.Json.Nodes;

namespace Lepton.Sandbox.FieldManagement.Sets;

/// <summary>Sets as they stand in managedFields: a step's object holds the steps below it, and <c>.</c> when the path itself belongs to the set, too.</summary>
internal static class FieldsV1
{
    private const string Self = ".";

    public static JsonObject Encode(FieldSet set)
    {
        var fields = new JsonObject();
        foreach (var (step, child) in set.Children.Where(pair => !pair.Value.IsEmpty))
        {
            var below = Encode(child);
            if (child.IsMember && below.Count > 0)
                below.Insert(0, Self, new JsonObject());
            fields[step] = below;
        }

        return fields;
    }

    public static FieldSet Decode(JsonObject? fields)
    {
        var set = new FieldSet();
        foreach (var (step, below) in fields ?? [])
        {
            if (step == Self)
                set.Mark();
            else if (below is JsonObject { Count: > 0 } deeper)
                set.Put(step, Decode(deeper));
            else
                set.Descend(step).Mark();
        }

        return set;
    }
}
