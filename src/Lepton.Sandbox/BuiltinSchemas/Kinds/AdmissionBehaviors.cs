using System.Text.Json.Nodes;
using Lepton.Sandbox.Admission;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>Webhook configurations, validating and mutating.</summary>
internal sealed class WebhookBehavior : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var webhooks = value.Arr("webhooks") ?? [];
        for (var i = 0; i < webhooks.Count; i++)
        {
            var (hook, path) = (webhooks[i] as JsonObject ?? [], $"webhooks[{i}]");
            if (hook.Str("name") is not { Length: > 0 } name || name.Split('.').Length < 3)
                errors.Invalid(path + ".name", hook.Str("name") ?? "", "should be a domain with at least three segments separated by dots");
            if (hook.Str("sideEffects") is not ("None" or "NoneOnDryRun"))
                errors.NotSupported(path + ".sideEffects", hook.Str("sideEffects") ?? "", "None", "NoneOnDryRun");
            Check.OneOf(hook, "failurePolicy", path, errors, "Fail", "Ignore");
            Check.OneOf(hook, "matchPolicy", path, errors, "Equivalent", "Exact");
            if (hook.Int("timeoutSeconds") is < 1 or > 30)
                errors.Invalid(path + ".timeoutSeconds", hook["timeoutSeconds"], "the timeout value must be between 1 and 30 seconds");
            Client(hook.Obj("clientConfig"), path + ".clientConfig", errors);
            AdmissionExpressions.OfWebhooks.Check(hook.Arr("matchConditions"), path + ".matchConditions", errors);
            if (hook.Arr("admissionReviewVersions") is null or { Count: 0 })
                errors.Required(path + ".admissionReviewVersions", "must specify one of v1, v1beta1");
        }
    }

    private static void Client(JsonObject? client, string path, FieldErrors errors)
    {
        if ((client?["url"] is null) == (client.Obj("service") is null))
        {
            errors.Required(path, "exactly one of url or service is required");
            return;
        }

        if (client.Str("url") is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != "https"))
            errors.Invalid(path + ".url", url.Split(':')[0], "'https' is the only allowed URL scheme; desired format: https://host[/path]");
    }
}

/// <summary>What a ValidatingAdmissionPolicy says must be an expression.</summary>
internal sealed class PolicyBehavior : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Obj("spec");
        Check.OneOf(spec, "failurePolicy", "spec", errors, "Fail", "Ignore");
        if (spec.Obj("matchConstraints") is not { } constraints)
            errors.Required("spec.matchConstraints");
        else if (constraints.Arr("resourceRules") is null or { Count: 0 })
            errors.Required("spec.matchConstraints.resourceRules");
        Expressions(spec.Arr("variables"), "spec.variables", errors);
        AdmissionExpressions.OfPolicies.Check(spec.Arr("matchConditions"), "spec.matchConditions", errors);
        if (spec.Arr("validations") is null or { Count: 0 } && spec.Arr("auditAnnotations") is null or { Count: 0 })
            errors.Required("spec.validations", "validations or auditAnnotations must contain at least one item");
        Validations(spec.Arr("validations"), errors);
    }

    private static void Expressions(JsonArray? variables, string path, FieldErrors errors)
    {
        for (var i = 0; i < variables?.Count; i++)
            AdmissionExpressions.OfPolicies.Check(variables[i].Str("expression") ?? "", $"{path}[{i}].expression", errors, wanted: null);
    }

    private static void Validations(JsonArray? validations, FieldErrors errors)
    {
        for (var i = 0; i < validations?.Count; i++)
        {
            var (validation, path) = (validations[i] as JsonObject, $"spec.validations[{i}]");
            if (validation.Str("expression") is { Length: > 0 } expression)
                AdmissionExpressions.OfPolicies.Check(expression, path + ".expression", errors, TypeKind.Bool);
            else
                errors.Required(path + ".expression", "expression is not specified");
            if (validation.Str("messageExpression") is { Length: > 0 } message)
                AdmissionExpressions.OfPolicies.Check(message, path + ".messageExpression", errors, TypeKind.String);
            Check.OneOf(validation, "reason", path, errors, "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");
        }
    }
}

/// <summary>Puts a policy into effect.</summary>
internal sealed class PolicyBindingBehavior : KindBehavior
{
    private static readonly string[] Actions = ["Audit", "Deny", "Warn"];

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Obj("spec");
        if (string.IsNullOrEmpty(spec.Str("policyName")))
            errors.Required("spec.policyName");
        var actions = spec.Arr("validationActions").Strings().ToArray();
        if (actions.Length == 0)
            errors.Required("spec.validationActions", "at least one validation action is required");
        for (var i = 0; i < actions.Length; i++)
        {
            if (!Actions.Contains(actions[i]))
                errors.NotSupported($"spec.validationActions[{i}]", actions[i], Actions);
        }

        if (actions.Contains("Deny") && actions.Contains("Warn"))
            errors.Invalid("spec.validationActions", spec!["validationActions"], "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
        Parameters(spec.Obj("paramRef"), errors);
    }

    private static void Parameters(JsonObject? reference, FieldErrors errors)
    {
        if (reference is null)
            return;
        if ((reference.Str("name") is { Length: > 0 }) == (reference["selector"] is not null))
            errors.Required("spec.paramRef.name", "one of name or selector must be specified");
        Check.OneOf(reference, "parameterNotFoundAction", "spec.paramRef", errors, "Allow", "Deny");
    }
}
