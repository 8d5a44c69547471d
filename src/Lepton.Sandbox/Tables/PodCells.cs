using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>Pods: ready, status and restarts are read off the containers (the logic of kubectl's printPod).</summary>
internal static class PodCells
{
    public static Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> All { get; } = new()
    {
        ["podReady"] = (pod, _) => Ready(pod),
        ["podStatus"] = (pod, _) => Status(pod),
        ["podRestarts"] = (pod, context) => Restarts(pod, context.Now),
        ["podIP"] = (pod, _) => pod.Obj("status").Arr("podIPs")?.FirstOrDefault().Str("ip") ?? pod.Obj("status").Str("podIP") ?? "<none>",
        ["readinessGates"] = (pod, _) => Gates(pod),
    };

    private static string Ready(JsonObject pod)
    {
        var statuses = Statuses(pod, "containerStatuses");
        var ready = statuses.Count(s => s.Bool("ready") == true && s.Obj("state")?["running"] is not null);
        return $"{ready}/{pod.Obj("spec").Arr("containers")?.Count ?? 0}";
    }

    private static string Status(JsonObject pod)
    {
        var status = pod.Obj("status");
        var reason = status.Str("reason") is { Length: > 0 } given ? given : status.Str("phase") ?? "";
        if (status.Arr("conditions")?.Any(c => c.Str("type") == "PodScheduled" && c.Str("reason") == "SchedulingGated") == true)
            reason = "SchedulingGated";
        var (initializing, initReason) = InitReason(pod);
        if (initializing)
            reason = initReason!;
        else
            reason = ContainerReason(pod, reason);
        if (pod.Obj("metadata")?["deletionTimestamp"] is null)
            return reason;
        return status.Str("reason") == "NodeLost" ? "Unknown" : status.Str("phase") is "Succeeded" or "Failed" ? reason : "Terminating";
    }

    private static (bool Initializing, string? Reason) InitReason(JsonObject pod)
    {
        var index = 0;
        foreach (var container in Statuses(pod, "initContainerStatuses"))
        {
            var state = container.Obj("state");
            index++;
            if (state.Obj("terminated").Int("exitCode") == 0 || container.Bool("started") == true)
                continue;
            if (state.Obj("terminated") is { } terminated)
                return (true, "Init:" + TerminatedReason(terminated));
            if (state.Obj("waiting").Str("reason") is { Length: > 0 } waiting and not "PodInitializing")
                return (true, "Init:" + waiting);
            return (true, $"Init:{index - 1}/{pod.Obj("spec").Arr("initContainers")?.Count ?? 0}");
        }

        return (false, null);
    }

    private static string ContainerReason(JsonObject pod, string reason)
    {
        var running = false;
        foreach (var container in Statuses(pod, "containerStatuses").Reverse())
        {
            var state = container.Obj("state");
            if (state.Obj("waiting").Str("reason") is { Length: > 0 } waiting)
                reason = waiting;
            else if (state.Obj("terminated") is { } terminated)
                reason = TerminatedReason(terminated);
            else if (container.Bool("ready") == true && state?["running"] is not null)
                running = true;
        }

        if (reason == "Completed" && running)
            return pod.Obj("status").Arr("conditions")?.Any(c => c.Str("type") == "Ready" && c.Str("status") == "True") == true ? "Running" : "NotReady";
        return reason;
    }

    private static string TerminatedReason(JsonObject terminated)
    {
        if (terminated.Str("reason") is { Length: > 0 } reason)
            return reason;
        return terminated.Int("signal") is > 0 and var signal ? $"Signal:{signal}" : $"ExitCode:{terminated.Int("exitCode") ?? 0}";
    }

    private static string Restarts(JsonObject pod, DateTimeOffset now)
    {
        var count = 0L;
        DateTimeOffset? last = null;
        foreach (var container in Statuses(pod, "containerStatuses"))
        {
            count += container.Int("restartCount") ?? 0;
            if (container.Obj("lastState").Obj("terminated").Str("finishedAt") is { } finished
                && DateTimeOffset.TryParse(finished, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && (last is null || time > last))
            {
                last = time;
            }
        }

        return count > 0 && last is { } when ? $"{count} ({HumanDuration.Text(now - when)} ago)" : count.ToString(CultureInfo.InvariantCulture);
    }

    private static string Gates(JsonObject pod)
    {
        if (pod.Obj("spec").Arr("readinessGates") is not { Count: > 0 } gates)
            return "<none>";
        var met = gates.Count(g => pod.Obj("status").Arr("conditions")?.Any(c => c.Str("type") == g.Str("conditionType") && c.Str("status") == "True") == true);
        return $"{met}/{gates.Count}";
    }

    private static IEnumerable<JsonNode> Statuses(JsonObject pod, string field) => pod.Obj("status").Arr(field)?.OfType<JsonNode>() ?? [];
}
