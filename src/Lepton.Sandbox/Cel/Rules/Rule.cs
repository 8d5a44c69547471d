using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Evaluation;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Cel.Rules;

/// <summary>One entry of x-kubernetes-validations, compiled.</summary>
internal sealed class Rule(JsonObject source)
{
    public JsonObject Source { get; } = source;

    public string Text { get; } = source.Str("rule") ?? "";

    /// <summary>Null for an empty rule or one that does not compile.</summary>
    public CelProgram? Program { get; init; }

    /// <summary>Why it does not compile.</summary>
    public string? Problem { get; init; }

    public CelProgram? Message { get; init; }

    public string? MessageProblem { get; init; }

    /// <summary>The most it may cost for one value, and its message.</summary>
    public ulong MaxCost { get; init; }

    public ulong MaxMessageCost { get; init; }

    /// <summary>To append to the path of the value: <c>.replicas</c>; empty for the value itself.</summary>
    public string FieldPath { get; init; } = "";

    public string? Reason => Source.Str("reason");

    /// <summary>A transition rule: it compares with what was stored.</summary>
    public bool UsesOldSelf => Program?.Uses("oldSelf") == true;

    public bool OptionalOldSelf => Source.Bool("optionalOldSelf") == true;

    /// <summary>How errors of the evaluation name the rule.</summary>
    public string Name => (Source.Str("message") is { Length: > 0 } message ? message : Text).Trim();

    /// <summary>What is told when the rule fails and there is no message expression.</summary>
    public string FailureText => Source.Str("message") is { Length: > 0 } message ? message.Trim() : $"failed rule: {Name}";
}
