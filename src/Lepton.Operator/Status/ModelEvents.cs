using Lepton.Api.Models;
using Lepton.ControllerRuntime.Events;
using Lepton.Operator.Planning;
using Lepton.Operator.Rollouts;

namespace Lepton.Operator.Status;

/// <summary>Says what was decided of a model and what became of it: as events, in the audit log, in numbers.</summary>
internal sealed class ModelEvents(IEventRecorder recorder, AuditLog audit, TimeProvider time)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _last = new(StringComparer.Ordinal);

    /// <param name="before">The model as it was when it was planned.</param>
    public void Decided(LeptonModel before, LeptonModel model, ModelPlan plan)
    {
        audit.Decided(before, model, plan);
        MoveMetrics.Decided(before, model, plan);
        if (plan.Changed)
            Once(model, plan.Reason.IsWarning() ? "Warning" : "Normal", plan.Reason.ToString(), "Plan", plan.Message);
        else if (plan.Reason.IsRefusal() && plan.Reason != PlanReason.Suspended)
            Once(model, "Warning", plan.Reason.ToString(), "Plan", plan.Message);
        if (plan.Spared is { } spared)
            Once(model, "Warning", "CeilingExceeded", "Plan", spared);
        if (plan.ApprovalRefusal is { } refusal)
            Once(model, "Warning", "ApprovalRefused", "Approve", refusal);
        else if (plan.Proposal is { Reason: MoveHold.AwaitingApproval } proposal)
            Once(model, "Normal", "MoveProposed", "Plan", $"proposal {proposal.Id}: {proposal.Message}");
    }

    public void Observed(LeptonModel before, LeptonModel after)
    {
        // A decision that came in between has told its own story.
        if (before.Status?.Decision?.Time == after.Status?.Decision?.Time)
        {
            audit.Observed(before, after);
            MoveMetrics.Observed(before, after, time.GetUtcNow());
        }

        foreach (var news in RolloutNews.Between(before, after))
        {
            audit.RolledOut(after, news);
            RolloutMetrics.Count(news);
            Once(after, news.IsWarning ? "Warning" : "Normal", news.Reason, "Rollout", news.Message);
        }

        var was = Condition(before, "Ready");
        var now = Condition(after, "Ready");
        if (was?.Status != "True" && now?.Status == "True")
            Once(after, "Normal", now.Reason, "Observe", now.Message);
        var degraded = Condition(after, "Degraded");
        if (degraded?.Status == "True" && Condition(before, "Degraded")?.Status != "True" && degraded.Reason != ModelConditions.RolloutFailed)
            Once(after, "Warning", degraded.Reason, "Apply", degraded.Message);
    }

    private static Kubernetes.Models.V1Condition? Condition(LeptonModel model, string type) => model.Status?.Conditions?.Find(c => c.Type == type);

    /// <summary>The same sentence about the same model is said once in a row.</summary>
    private void Once(LeptonModel model, string type, string reason, string action, string note)
    {
        var key = model.Metadata.Uid ?? model.Metadata.NamespacedName();
        var text = $"{reason}: {note}";
        if (_last.TryGetValue(key, out var last) && last == text)
            return;
        _last[key] = text;
        recorder.Event(model, type == "Warning" ? EventType.Warning : EventType.Normal, reason, action, note);
    }
}
