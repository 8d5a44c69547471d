using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Types;

namespace Lepton.Sandbox.FieldManagement.Walks;

/// <summary>
/// Sets leave out the named fields that only lead to others (<c>spec</c> in <c>spec.replicas</c>). To remove what nobody owns they must be
/// counted, too (EnsureNamedFieldsAreMembers of structured-merge-diff).
/// </summary>
internal static class NamedFields
{
    public static FieldSet AsMembers(FieldType type, FieldSet set)
    {
        var result = new FieldSet();
        if (set.IsMember)
            result.Mark();
        foreach (var (step, child) in set.Children)
        {
            var below = AsMembers(Below(type, step, out var named), child);
            if (named)
                below.Mark();
            result.Put(step, below);
        }

        return result;
    }

    private static FieldType Below(FieldType type, string step, out bool named)
    {
        named = false;
        switch (type)
        {
            case FieldType.Map map when step[0] == 'f':
                named = map.Fields.ContainsKey(step[2..]);
                return map.TypeOf(step[2..]) ?? FieldType.Deduced;
            case FieldType.List list when step[0] == 'k':
                return list.Element;
            default:
                return FieldType.Deduced;
        }
    }
}
