using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Autoscaling;

/// <summary>
/// HorizontalPodAutoscalers, on metrics from a simulated load: what <see cref="ClusterLoad"/> was told, else the annotation
/// <c>sandbox.lepton.ai/load.METRIC</c> on the autoscaler or its target, a total over all Pods (<c>load.cpu: "3500m"</c>). Without either there is no
/// metrics API, as on a bare cluster: only the bounds are kept.
/// </summary>
internal sealed class AutoscalerController : IController
{
    private readonly ClusterContext _context;
    private readonly ClusterLoad _load;

    private const string Component = "horizontal-pod-autoscaler";
    private static readonly TimeSpan RealSync = TimeSpan.FromSeconds(15);

    private readonly Dictionary<ObjectName, ScalingHistory> _histories = [];

    public AutoscalerController(ClusterContext context, ClusterLoad load)
    {
        _context = context;
        _load = load;
        load.Changed = EnqueueFor;
    }

    public IReadOnlyList<GroupVersionResource>? Watches => null;

    public void Observe(Change change)
    {
        var view = change.Object;
        if (change.Resource == Kinds.HorizontalPodAutoscalers)
        {
            if (change.Deleted)
                _histories.Remove(view.Key);
            _context.Loop.Enqueue(this, view.Key);
            return;
        }

        if (change.Resource != Kinds.Pods)
        {
            EnqueueFor(view.Namespace, view.Name);
            return;
        }

        foreach (var autoscaler in _context.Cache.Autoscalers.InNamespace(view.Namespace))
            _context.Loop.Enqueue(this, autoscaler.Key);
    }

    private void EnqueueFor(string @namespace, string target)
    {
        foreach (var autoscaler in _context.Cache.Autoscalers.InNamespace(@namespace).Where(autoscaler => autoscaler.Spec.Object("scaleTargetRef").Text("name") == target))
            _context.Loop.Enqueue(this, autoscaler.Key);
    }

    public void Reconcile(ObjectName key)
    {
        if (_context.Cache.Autoscalers.Get(key) is not { Deleting: false } autoscaler)
            return;
        var status = new AutoscalerStatus(autoscaler.Status ?? [], _context.Now);
        var (target, missing) = ScaleTarget.Find(_context, autoscaler);
        if (target is null)
        {
            status.Set("AbleToScale", false, "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {missing}");
            WarnOnce(autoscaler, "AbleToScale", "FailedGetScale", missing!);
        }
        else
        {
            status.CurrentReplicas = target.Running;
            status.Set("AbleToScale", true, "SucceededGetScale", "the HPA controller was able to get the target's current scale");
            Work(autoscaler, target, status);
        }

        _context.UpdateStatus(Kinds.HorizontalPodAutoscalers, key, json => json.Object("metadata").Text("uid") == autoscaler.Uid && Write(json, status.Build()));
    }

    private static bool Write(JsonObject json, JsonObject status)
    {
        if (JsonNode.DeepEquals(json["status"], status))
            return false;
        json["status"] = status;
        return true;
    }

    private void Work(ObjectView autoscaler, ScaleTarget target, AutoscalerStatus status)
    {
        var least = autoscaler.Spec.Number("minReplicas") ?? 1;
        var most = autoscaler.Spec.Number("maxReplicas") ?? 1;
        if (target.Replicas == 0 && least != 0)
        {
            status.DesiredReplicas = 0;
            status.Set("ScalingActive", false, "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");
        }
        else if (target.Replicas > most)
        {
            Rescale(autoscaler, target, status, most, "Current number of replicas above Spec.MaxReplicas");
        }
        else if (target.Replicas < least)
        {
            Rescale(autoscaler, target, status, least, "Current number of replicas below Spec.MinReplicas");
        }
        else
        {
            Reckon(autoscaler, target, status, least, most);
        }
    }

    private void Reckon(ObjectView autoscaler, ScaleTarget target, AutoscalerStatus status, long least, long most)
    {
        var (best, metrics, failure) = Measure(autoscaler, target);
        status.CurrentMetrics = metrics;
        if (best is null)
        {
            status.Set("ScalingActive", false, failure!.Reason, failure.Message);
            WarnOnce(autoscaler, "ScalingActive", failure.Reason, failure.Message);
            return;
        }

        status.Set("ScalingActive", true, "ValidMetricFound", $"the HPA was able to successfully calculate a replica count from {best.Cause}");
        var history = History(autoscaler.Key);
        var behavior = autoscaler.Spec.Object("behavior");
        history.Recommend(_context.Now, best.Desired);
        var stable = history.Stabilize(_context.Now, behavior, target.Replicas, best.Desired);
        if (stable > best.Desired)
            status.Set("AbleToScale", true, "ScaleDownStabilized", "recent recommendations were higher than current one, applying the highest recent recommendation");
        else if (stable < best.Desired)
            status.Set("AbleToScale", true, "ScaleUpStabilized", "recent recommendations were lower than current one, applying the lowest recent recommendation");
        else
            status.Set("AbleToScale", true, "ReadyForNewScale", "recommended size matches current size");
        var limits = history.Limits(_context.Now, behavior, target.Replicas);
        var desired = Bound(status, stable, limits, least, most);
        if (desired != target.Replicas)
            Rescale(autoscaler, target, status, desired, desired > target.Replicas ? best.Cause + " above target" : "All metrics below target");
        else
            status.DesiredReplicas = desired;

        // Held back by a window or a policy: looked at again, until it is where the metrics want it.
        if (desired != Math.Clamp(best.Desired, least, most))
            _context.Loop.EnqueueAfter(this, autoscaler.Key, _context.Options.Scaled(_context.Options.AutoscalerSync));
    }

    /// <summary>Only when the condition did not say it already: looking again is cheap, writing again is not.</summary>
    private void WarnOnce(ObjectView autoscaler, string condition, string reason, string message)
    {
        if (autoscaler.Condition(condition).Text("reason") != reason)
            _context.Events.Warning(autoscaler, Component, reason, message);
    }

    /// <summary>The metric that asks for most wins; one that fails keeps from scaling down.</summary>
    private (MetricReading? Best, JsonArray Metrics, MetricFailure? Failure) Measure(ObjectView autoscaler, ScaleTarget target)
    {
        var selector = target.Selector;
        var ready = _context.Cache.Pods.InNamespace(autoscaler.Namespace).Where(pod => pod is { Ready: true, Active: true } && selector.Matches(pod.Labels)).ToList();
        var reader = new MetricReader(ready, target.Replicas, name => Load(autoscaler, target, name));
        var readings = new List<MetricReading>();
        MetricFailure? failure = null;
        var entries = new JsonArray();
        foreach (var metric in autoscaler.Spec.Objects("metrics"))
        {
            var (reading, failed) = reader.Read(metric, autoscaler.Namespace);
            failure ??= failed;
            entries.Add((JsonNode?)reading?.Current ?? new JsonObject { ["type"] = "" });
            if (reading is not null)
                readings.Add(reading);
        }

        var best = readings.OrderByDescending(static reading => reading.Desired).FirstOrDefault();
        if (best is null || failure is not null && best.Desired < target.Replicas)
            return (null, entries, failure ?? new MetricFailure("InvalidMetricSourceType", "the HPA was unable to compute the replica count: no metrics"));
        return (best, entries, null);
    }

    private decimal? Load(ObjectView autoscaler, ScaleTarget target, string metric)
    {
        if (_load.Get(target.View.Namespace, target.View.Name, metric) is { } told)
            return told;
        var annotation = PodAnnotations.LoadPrefix + metric;
        return QuantityText.TryParse(autoscaler.Annotation(annotation) ?? target.View.Annotation(annotation), out var load) ? load : null;
    }

    private static long Bound(AutoscalerStatus status, long wanted, (long Least, long Most) limits, long least, long most)
    {
        if (wanted > Math.Min(limits.Most, most))
        {
            var byPolicy = limits.Most < most;
            status.Set("ScalingLimited", true, byPolicy ? "ScaleUpLimit" : "TooManyReplicas", byPolicy
                ? "the desired replica count is increasing faster than the maximum scale rate"
                : "the desired replica count is more than the maximum replica count");
            return Math.Min(limits.Most, most);
        }

        if (wanted < Math.Max(limits.Least, least))
        {
            var byPolicy = limits.Least > least;
            status.Set("ScalingLimited", true, byPolicy ? "ScaleDownLimit" : "TooFewReplicas", byPolicy
                ? "the desired replica count is decreasing faster than the maximum scale rate"
                : "the desired replica count is less than the minimum replica count");
            return Math.Max(limits.Least, least);
        }

        status.Set("ScalingLimited", false, "DesiredWithinRange", "the desired count is within the acceptable range");
        return wanted;
    }

    private void Rescale(ObjectView autoscaler, ScaleTarget target, AutoscalerStatus status, long desired, string reason)
    {
        _context.Api.Update(target.Resource, target.View.Namespace, target.View.Name, json =>
        {
            json.Ensure("spec")["replicas"] = desired;
            return true;
        });
        History(autoscaler.Key).Scaled(_context.Now, desired - target.Replicas);
        status.DesiredReplicas = desired;
        status.Rescaled = true;
        status.Set("AbleToScale", true, "SucceededRescale", $"the HPA controller was able to update the target scale to {desired}");
        _context.Events.Normal(autoscaler, Component, "SuccessfulRescale", $"New size: {desired}; reason: {reason}");
    }

    private ScalingHistory History(ObjectName key)
    {
        if (!_histories.TryGetValue(key, out var history))
        {
            var sync = _context.Options.Scaled(_context.Options.AutoscalerSync);
            _histories[key] = history = new ScalingHistory(sync / RealSync, _context.Options.Scaled(_context.Options.ScaleDownStabilizationCap));
        }

        return history;
    }
}
