using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Kinds;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Pods;

/// <summary>Names and amounts of resources.</summary>
internal static class ResourceValidation
{
    /// <summary>Requests and limits of a container: names, amounts, and the ones against the others.</summary>
    public static void Requirements(JsonObject? resources, string path, FieldErrors errors)
    {
        var (limits, requests) = (resources.Obj("limits"), resources.Obj("requests"));
        Amounts(limits, path + ".limits", errors);
        foreach (var (resource, amount) in requests ?? [])
        {
            Amount(resource, amount, path + ".requests", errors);
            Against(resource, amount, limits?[resource], path, errors);
        }
    }

    private static void Amounts(JsonObject? amounts, string path, FieldErrors errors)
    {
        foreach (var (resource, amount) in amounts ?? [])
            Amount(resource, amount, path, errors);
    }

    private static void Amount(string resource, JsonNode? amount, string path, FieldErrors errors)
    {
        var at = $"{path}[{resource}]";
        Check.Name(NameRules.QualifiedName(resource), resource, at, errors);
        if (!resource.Contains('/') && !IsStandard(resource))
            errors.Invalid(at, resource, "must be a standard resource for containers");
        if (Check.Amount(amount) is not { } quantity)
            return;
        if (quantity.Sign < 0)
            errors.Invalid(at, quantity.ToString(), Check.NotNegative);
        if (IsExtended(resource) && quantity.ToMillis() % 1000 != 0)
            errors.Invalid(at, quantity.ToString(), "must be an integer");
    }

    private static void Against(string resource, JsonNode? request, JsonNode? limit, string path, FieldErrors errors)
    {
        if (Check.Amount(request) is not { } asked)
            return;
        if (Check.Amount(limit) is not { } most)
        {
            if (!IsOvercommitAllowed(resource))
                errors.Required(path + ".limits", "Limit must be set for non overcommitable resources");
        }
        else if (!IsOvercommitAllowed(resource) && asked != most)
        {
            errors.Invalid(path + ".requests", asked.ToString(), $"must be equal to {resource} limit of {most}");
        }
        else if (asked > most)
        {
            errors.Invalid(path + ".requests", asked.ToString(), $"must be less than or equal to {resource} limit of {most}");
        }
    }

    /// <summary>Devices and the like, from outside kubernetes.io: whole numbers, requests equal to limits.</summary>
    public static bool IsExtended(string resource) =>
        resource.Contains('/') && !resource.Contains("kubernetes.io/", StringComparison.Ordinal) && !resource.StartsWith("requests.", StringComparison.Ordinal);

    private static bool IsOvercommitAllowed(string resource) => !IsExtended(resource) && !resource.StartsWith("hugepages-", StringComparison.Ordinal);

    private static bool IsStandard(string resource) =>
        resource is "cpu" or "memory" or "ephemeral-storage" || resource.StartsWith("hugepages-", StringComparison.Ordinal);
}
