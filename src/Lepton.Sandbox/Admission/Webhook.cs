using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Admission;

/// <summary>One webhook of a configuration.</summary>
/// <param name="rules">The field with the rules.</param>
internal sealed class Webhook(JsonObject source, string rules = "rules")
{
    public string Name { get; } = source.Str("name") ?? "";

    public JsonObject Client { get; } = source.Obj("clientConfig") ?? [];

    public IReadOnlyList<JsonObject> Rules { get; } = [.. (source.Arr(rules) ?? []).OfType<JsonObject>()];

    /// <summary>A webhook that cannot be called, or answers nonsense, lets pass.</summary>
    public bool IgnoresFailure { get; } = source.Str("failurePolicy") == "Ignore";

    public bool MatchesEquivalent { get; } = source.Str("matchPolicy") != "Exact";

    public bool Reinvoked { get; } = source.Str("reinvocationPolicy") == "IfNeeded";

    public JsonObject? NamespaceSelector { get; } = source.Obj("namespaceSelector");

    public JsonObject? ObjectSelector { get; } = source.Obj("objectSelector");

    public IReadOnlyList<JsonObject> Conditions { get; } = [.. (source.Arr("matchConditions") ?? []).OfType<JsonObject>()];

    /// <summary>Seconds, 1 to 30.</summary>
    public int TimeoutSeconds { get; } = (int)(source.Int("timeoutSeconds") ?? 10);

    public bool AllowsDryRun { get; } = source.Str("sideEffects") is "None" or "NoneOnDryRun";
}
