using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Planning;
using Lepton.Operator.Rollouts;

namespace Lepton.Operator.Status;

/// <summary>
/// What was decided of each model and what became of it, as one JSON object a line, only ever appended (configuration <c>Audit:Enabled</c>, to standard output among the logs; each line
/// begins with <c>{"audit":</c>). Written after the hub has stored it: what is in the log was so.
/// </summary>
/// <param name="output">Null writes nothing.</param>
internal sealed class AuditLog(TextWriter? output, TimeProvider time)
{
    private const string Version = "lepton.ai/v1";

    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();

    /// <summary>A decision that changes where a model is.</summary>
    public void Decided(LeptonModel before, LeptonModel after, ModelPlan plan)
    {
        if (output is null || !plan.Changed)
            return;
        var decision = after.Status?.Decision;
        var line = Line("Decided", after);
        line["reason"] = plan.Reason.ToString();
        line["trigger"] = Trigger(before, after, plan);
        line["message"] = plan.Message;
        line["before"] = Places(before);
        line["after"] = Places(after);
        line["hourlyBefore"] = before.Status?.Cost?.Hourly;
        line["hourlyAfter"] = after.Status?.Cost?.Hourly;
        line["move"] = KubernetesJson.ToNode(decision?.Move);
        line["objective"] = decision?.Objective;
        line["lowerBound"] = decision?.LowerBound;
        line["considered"] = KubernetesJson.ToNode(decision?.Candidates);
        Write(line);
    }

    /// <summary>A step of a move under way, or its end.</summary>
    public void Observed(LeptonModel before, LeptonModel after)
    {
        var (was, now) = (before.Status?.Migration, after.Status?.Migration);
        if (output is null || was is null || (now is not null && now.Phase == was.Phase && now.Percent == was.Percent && now.Problem == was.Problem))
            return;
        var line = Line(now is null ? "MoveCompleted" : "MoveStep", after);
        line["reason"] = was.Reason;
        line["strategy"] = was.Strategy.ToString();
        line["startedAt"] = was.StartedAt.ToUniversalTime().ToString("O");
        line["phase"] = now?.Phase.ToString();
        line["percent"] = now?.Percent;
        line["message"] = now?.Message;
        line["after"] = Places(after);
        Write(line);
    }

    /// <summary>A rollout's beginning, steps and end.</summary>
    public void RolledOut(LeptonModel model, RolloutNews news)
    {
        if (output is null)
            return;
        var line = Line(news.Reason, model);
        line["message"] = news.Message;
        line["revision"] = model.Status?.Rollout?.Revision.Number ?? model.Status?.Revision?.Number;
        line["goodRevision"] = model.Status?.Revision?.Number;
        line["trigger"] = news.IsWarning ? "what was seen in the clusters" : $"generation {model.Metadata.Generation} of the model";
        line["clusters"] = KubernetesJson.ToNode(model.Status?.Rollout?.Clusters);
        Write(line);
    }

    /// <summary>Who or what led to a decision.</summary>
    internal static string Trigger(LeptonModel before, LeptonModel after, ModelPlan plan) => plan.Reason switch
    {
        _ when plan.Approved is { } proposal => $"approval of proposal {proposal} (annotation {MoveProposal.ApprovalAnnotation})",
        PlanReason.CostSavings => "prices and free capacity",
        PlanReason.MadeRoom => "another model that needs room",
        PlanReason.RuleChanged => "a policy, a taint or the model's spec",
        PlanReason.RolledBack => "a move that failed",
        PlanReason.ClusterReturned => "a cluster that is back",
        PlanReason.Suspended => "spec.suspend",
        _ when plan.Reason.IsLoss() => "the state of the clusters",
        _ when before.Status?.Decision is null => "a new model",
        _ when before.Status.ObservedGeneration != after.Metadata.Generation => $"generation {after.Metadata.Generation} of the model",
        _ => "what is free and wanted",
    };

    private JsonObject Line(string what, LeptonModel model) => new()
    {
        ["audit"] = Version,
        ["time"] = time.GetUtcNow().ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["event"] = what,
        ["model"] = model.Metadata.NamespacedName(),
        ["uid"] = model.Metadata.Uid,
        ["generation"] = model.Metadata.Generation,
    };

    private static JsonArray Places(LeptonModel model) => [.. (model.Status?.Placements ?? []).Select(p => (JsonNode)new JsonObject
    {
        ["cluster"] = p.Cluster, ["pool"] = p.Pool, ["replicas"] = p.Replicas, ["state"] = p.State.ToString(),
    })];

    private void Write(JsonObject line)
    {
        foreach (var (key, value) in line.ToList())
        {
            if (value is null)
                line.Remove(key);
        }

        lock (_lock)
            output!.WriteLine(line.ToJsonString(Format));
    }
}
