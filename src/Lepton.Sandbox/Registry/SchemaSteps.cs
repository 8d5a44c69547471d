using System.Text.Json.Nodes;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>Pruning with the warnings and errors that field validation asks for, then defaults.</summary>
internal static class SchemaSteps
{
    public static void PruneAndDefault(ResourceType type, JsonObject value, WriteOptions options)
    {
        if (type.Schema?.DecodeError(value) is { } problem)
            throw DecodeError(type, problem, options);
        var unknown = type.Schema?.Prune(value) ?? [];
        Report(type, unknown, options);
        if (!options.IsApply)
            type.Schema?.DropNulls(value);
        type.Schema?.ApplyDefaults(value);
    }

    private static void Report(ResourceType type, IReadOnlyList<string> unknown, WriteOptions options)
    {
        if (unknown.Count == 0 || options.Validation == FieldValidation.Ignore)
            return;
        var texts = unknown.Select(path => $"unknown field {ApiErrors.Quote(path)}").ToArray();
        if (options.Validation == FieldValidation.Warn)
        {
            options.Warnings.AddRange(texts.Where(t => !options.Warnings.Contains(t)));
            return;
        }

        throw StrictError(type, texts, options);
    }

    /// <summary>A body with unknown or duplicate fields under Strict: 400 for whole objects, 422 for patches.</summary>
    public static ApiStatusException StrictError(ResourceType type, IReadOnlyList<string> texts, WriteOptions options)
    {
        var all = $"strict decoding error: {string.Join(", ", texts)}";
        return options.IsPatch ? ApiErrors.InvalidPatch(options.Shown?.Invoke() ?? "", all) : Unreadable(type, all);
    }

    /// <summary>A body whose values have the wrong types.</summary>
    private static ApiStatusException DecodeError(ResourceType type, string problem, WriteOptions options)
    {
        if (options.IsPatch)
            return ApiErrors.InvalidPatch(options.Shown?.Invoke() ?? "", options.IsStrategic ? GoConversion.Reword(problem) : problem);
        return Unreadable(type, problem);
    }

    private static ApiStatusException Unreadable(ResourceType type, string why) =>
        ApiErrors.BadRequest($"{type.Kind} in version {ApiErrors.Quote(type.Version)} cannot be handled as a {type.Kind}: {why}");
}
