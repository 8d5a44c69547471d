using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Schemas;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Admission;

/// <summary>ValidatingAdmissionPolicies and their bindings: expressions that refuse writes or warn of them.</summary>
internal sealed class PolicyAdmission(ClusterContext cluster)
{
    private static readonly GroupResource Policies = new(WebhookAdmission.Group, "validatingadmissionpolicies");
    private static readonly GroupResource Bindings = new(WebhookAdmission.Group, "validatingadmissionpolicybindings");
    private static readonly GroupResource Namespaces = new("", "namespaces");
    private readonly WebhookMatching _matching = new(cluster);
    private readonly PolicyParameters _parameters = new(cluster);

    /// <exception cref="ApiStatusException">A policy whose binding denies does not hold.</exception>
    public void Validate(AdmissionAttributes write, ICollection<string> warnings)
    {
        if (write.Type.Group == WebhookAdmission.Group)
            return;
        var bindings = Named(Bindings).ToLookup(binding => binding.Value.Obj("spec").Str("policyName") ?? "", StringComparer.Ordinal);
        foreach (var (name, policy) in bindings.Count == 0 ? [] : Named(Policies))
        {
            var spec = policy.Obj("spec") ?? [];
            if (_matching.Match(new Webhook(spec.Obj("matchConstraints") ?? [], "resourceRules"), write, spec.Obj("matchConstraints")) is not { } seen)
                continue;
            foreach (var (binding, value) in bindings[name].Where(binding => IsBound(binding.Value, write)))
                Enforce(write, seen, (name, spec), (binding, value.Obj("spec") ?? []), warnings);
        }
    }

    private IEnumerable<(string Name, JsonObject Value)> Named(GroupResource resource) => cluster.Store.List(resource, null).Items
        .Select(item => (item.Value.Obj("metadata").Str("name")!, item.Value)).OrderBy(item => item.Item1, StringComparer.Ordinal);

    private bool IsBound(JsonObject binding, AdmissionAttributes write) =>
        binding.Obj("spec").Obj("matchResources") is not { } resources
        || _matching.Match(new Webhook(WithRules(resources), "resourceRules"), write, resources) is not null;

    /// <summary>A binding without rules narrows nothing by them.</summary>
    private static JsonObject WithRules(JsonObject resources)
    {
        if (resources.Arr("resourceRules") is { Count: > 0 })
            return resources;
        var copy = JsonTree.Clone(resources);
        copy["resourceRules"] = new JsonArray(new JsonObject { ["apiGroups"] = new JsonArray("*"), ["apiVersions"] = new JsonArray("*"), ["operations"] = new JsonArray("*"), ["resources"] = new JsonArray("*/*") });
        return copy;
    }

    private void Enforce(AdmissionAttributes write, AdmissionAttributes seen, (string Name, JsonObject Spec) policy, (string Name, JsonObject Spec) binding, ICollection<string> warnings)
    {
        foreach (var (message, reason) in Violations(write, seen, policy.Spec, binding.Spec))
        {
            var actions = binding.Spec.Arr("validationActions").Strings();
            if (actions.Contains("Warn"))
                Warn(warnings, $"Validation failed for ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}': {message}");
            if (actions.Contains("Deny"))
                throw Denied(write, $"ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}' denied request: {message}", reason);
        }
    }

    private static void Warn(ICollection<string> warnings, string text)
    {
        if (!warnings.Contains(text))
            warnings.Add(text);
    }

    private List<(string Message, string? Reason)> Violations(AdmissionAttributes write, AdmissionAttributes seen, JsonObject policy, JsonObject binding)
    {
        var violations = new List<(string, string?)>();
        var ignores = policy.Str("failurePolicy") == "Ignore";
        var parameters = _parameters.Of(policy, binding, write.Namespace, out var missing);
        if (missing is not null)
            return ignores || missing.Length == 0 ? violations : [("failed to configure binding: " + missing, null)];
        var request = AdmissionReviews.Request(seen, write, "");
        foreach (var one in parameters)
        {
            var variables = Variables(policy, request, seen, one);
            var conditions = (policy.Arr("matchConditions") ?? []).OfType<JsonObject>().ToArray();
            if (!AdmissionExpressions.OfPolicies.Hold(conditions, variables, out var error))
            {
                if (error is not null && !ignores)
                    violations.Add((error, null));
                continue;
            }

            violations.AddRange((policy.Arr("validations") ?? []).OfType<JsonObject>().Select(validation => Violation(validation, variables, ignores)).OfType<(string, string?)>());
        }

        return violations;
    }

    private Dictionary<string, object?> Variables(JsonObject policy, JsonObject request, AdmissionAttributes seen, JsonObject? parameters)
    {
        var variables = AdmissionExpressions.Variables(request);
        variables["params"] = PlainValues.Of(parameters);
        variables["namespaceObject"] = PlainValues.Of(seen.Namespace is { } name ? cluster.Store.Find(Namespaces, StoredObject.KeyOf(null, name))?.Value : null);
        var named = new CelDictionary();
        variables["variables"] = named;
        foreach (var variable in (policy.Arr("variables") ?? []).OfType<JsonObject>())
            named.Add(variable.Str("name") ?? "", AdmissionExpressions.OfPolicies.Value(variable.Str("expression") ?? "", variables));
        return variables;
    }

    private static (string Message, string? Reason)? Violation(JsonObject validation, IReadOnlyDictionary<string, object?> variables, bool ignores)
    {
        var expression = (validation.Str("expression") ?? "").Trim();
        var value = AdmissionExpressions.OfPolicies.Value(expression, variables);
        if (value is true)
            return null;
        if (value is not false)
            return ignores ? null : (AdmissionExpressions.Problem(expression, value), null);
        var text = validation.Str("messageExpression") is { Length: > 0 } message && AdmissionExpressions.OfPolicies.Value(message, variables) is string { Length: > 0 } made && !made.Contains('\n', StringComparison.Ordinal)
            ? made.Trim()
            : validation.Str("message");
        return (string.IsNullOrEmpty(text) ? "failed expression: " + expression : text, validation.Str("reason"));
    }

    private static ApiStatusException Denied(AdmissionAttributes write, string message, string? reason)
    {
        var forbidden = ApiErrors.Forbidden(write.Type.Resource, write.Name, message, [new JsonObject { ["message"] = message }]);
        reason ??= "Invalid";
        var code = reason switch { "Unauthorized" => 401, "Forbidden" => 403, "RequestEntityTooLarge" => 413, _ => 422 };
        return new ApiStatusException(code, reason, forbidden.Message, forbidden.Details);
    }
}
