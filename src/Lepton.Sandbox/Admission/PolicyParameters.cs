using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Admission;

/// <summary>The objects that parameterize a policy.</summary>
internal sealed class PolicyParameters(ClusterContext cluster)
{
    /// <summary>One null for a policy without parameters.</summary>
    /// <param name="space">The namespace of the write: where parameters are looked for when the binding names none.</param>
    /// <param name="missing">Why there are none; empty when that means that the policy does not apply.</param>
    public IReadOnlyList<JsonObject?> Of(JsonObject policy, JsonObject binding, string? space, out string? missing)
    {
        missing = null;
        if (policy.Obj("paramKind") is not { } kind || binding.Obj("paramRef") is not { } reference)
            return [null];
        var (apiVersion, name) = (kind.Str("apiVersion") ?? "", kind.Str("kind") ?? "");
        if (cluster.Catalog.Current.All.FirstOrDefault(type => type.ApiVersion == apiVersion && type.Kind == name) is not { } type)
        {
            missing = $"failed to find resource referenced by paramKind: '{apiVersion}, Kind={name}'";
            return [];
        }

        var items = cluster.Store.List(Views.StorageOf(type), type.Namespaced ? reference.Str("namespace") ?? space : null).Items.Select(item => Views.Show(type, item));
        var found = reference.Str("name") is { Length: > 0 } wanted
            ? items.Where(item => item.Obj("metadata").Str("name") == wanted)
            : items.Where(item => Selectors.Matches(reference.Obj("selector"), item.Obj("metadata").Obj("labels")));
        JsonObject?[] parameters = [.. found];
        if (parameters.Length == 0)
            missing = reference.Str("parameterNotFoundAction") == "Allow" ? "" : "no params found for policy binding with `Deny` parameterNotFoundAction";
        return parameters;
    }
}
