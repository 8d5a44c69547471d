using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>The pod failure policy of a Job (kubernetes/pkg/controller/job/pod_failure_policy.go): the first rule that matches a failed Pod decides.</summary>
internal static class FailurePolicy
{
    /// <returns>The action (FailJob, FailIndex, Ignore, Count) with the words for it; null when no rule matches, which counts.</returns>
    public static (string Action, string Message)? Match(JsonObject? jobSpec, PodView pod)
    {
        var index = 0;
        foreach (var rule in jobSpec.Object("podFailurePolicy").Objects("rules"))
        {
            var action = rule.Text("action") ?? "Count";
            if (MatchExit(rule, pod) is { } exit)
                return (action, $"Container {exit.Container} for pod {pod.Key} failed with exit code {exit.Code} matching {action} rule at index {index}");
            if (MatchCondition(rule, pod) is { } condition)
                return (action, $"Pod {pod.Key} has condition {condition} matching {action} rule at index {index}");
            index++;
        }

        return null;
    }

    private static (string Container, long Code)? MatchExit(JsonObject rule, PodView pod)
    {
        if (rule.Object("onExitCodes") is not { } wanted)
            return null;
        var codes = (wanted["values"] as JsonArray ?? []).Select(static value => value is null ? null : JsonReading.Number(value)).ToHashSet();
        foreach (var status in pod.Status.Objects("containerStatuses"))
        {
            if (status.Object("state").Object("terminated").Number("exitCode") is not { } code || code == 0)
                continue;
            var named = wanted.Text("containerName") is not { } name || name == status.Text("name");
            if (named && codes.Contains(code) == (wanted.Text("operator") != "NotIn"))
                return (status.Text("name") ?? "", code);
        }

        return null;
    }

    private static string? MatchCondition(JsonObject rule, PodView pod) => rule.Objects("onPodConditions")
        .FirstOrDefault(wanted => pod.Condition(wanted.Text("type") ?? "").Text("status") == (wanted.Text("status") ?? "True")).Text("type");
}
