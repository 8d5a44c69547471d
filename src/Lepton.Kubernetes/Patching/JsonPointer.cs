using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Patching;

/// <summary>A parsed JSON pointer (RFC 6901).</summary>
internal static class JsonPointer
{
    public static string[] Parse(string pointer)
    {
        if (pointer.Length == 0)
            return [];
        if (pointer[0] != '/')
            throw new PatchException(PatchProblem.NotApplicable, $"path \"{pointer}\" must begin with /");
        var parts = pointer[1..].Split('/');
        for (var i = 0; i < parts.Length; i++)
            parts[i] = parts[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return parts;
    }

    /// <summary>The value there; absent paths give <paramref name="found"/> false.</summary>
    public static JsonNode? Find(JsonNode? root, ReadOnlySpan<string> path, out bool found)
    {
        var node = root;
        found = true;
        foreach (var part in path)
        {
            if (node is JsonObject obj && obj.TryGetPropertyValue(part, out var member))
                node = member;
            else if (node is JsonArray list && TryIndex(part, list.Count, out var index) && index < list.Count)
                node = list[index];
            else
                found = false;
            if (!found)
                return null;
        }

        return node;
    }

    /// <summary>An index of a list of this length; negative ones count from the end, as Kubernetes' library has it.</summary>
    public static bool TryIndex(string part, int length, out int index)
    {
        if (!int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index))
            return false;
        if (index < 0)
            index += length;
        return index >= 0;
    }
}
