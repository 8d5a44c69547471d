using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.FieldManagement.Managers;

/// <summary>The 409 of an apply that would change what others own.</summary>
internal static class ConflictErrors
{
    public static ApiStatusException Of(IEnumerable<(ManagerKey Manager, FieldSet Fields)> conflicts)
    {
        var all = conflicts
            .SelectMany(conflict => conflict.Fields.Paths().Select(path => (Manager: conflict.Manager.ToString(), Path: PathStep.Print(path))))
            .OrderBy(conflict => conflict.Manager, StringComparer.Ordinal)
            .ToArray();
        var causes = new JsonArray();
        foreach (var (manager, path) in all)
            causes.Add(new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with {manager}", ["field"] = path });
        return new ApiStatusException(409, "Conflict", Message(all), new JsonObject { ["causes"] = causes });
    }

    private static string Message((string Manager, string Path)[] conflicts)
    {
        if (conflicts.Length == 1)
            return $"Apply failed with 1 conflict: conflict with {conflicts[0].Manager}: {conflicts[0].Path}";
        var lines = conflicts.GroupBy(conflict => conflict.Manager)
            .SelectMany(group => group.Select(conflict => $"- {conflict.Path}").Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {conflicts.Length} conflicts: {string.Join("\n", lines)}";
    }
}
