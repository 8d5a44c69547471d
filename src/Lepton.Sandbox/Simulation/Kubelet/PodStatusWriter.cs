using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Kubelet;

/// <summary>The status of a Pod as a kubelet writes it.</summary>
internal static class PodStatusWriter
{
    public static void Write(JsonObject pod, PodRuntime runtime, string phase, string? hostIp, DateTimeOffset now)
    {
        var status = pod.Ensure("status");
        var generation = pod.Object("metadata").Number("generation");
        var running = runtime.Stage is PodStage.Running;
        if (generation is not null)
            status["observedGeneration"] = generation.Value;
        status["phase"] = phase;
        Put(status, "PodReadyToStartContainers", running || runtime.Stage == PodStage.BackingOff, null, null, now, generation);
        Put(status, "Initialized", true, phase == "Succeeded" ? "PodCompleted" : null, null, now, generation);
        var (reason, message) = NotReady(pod, runtime, phase);
        Put(status, "Ready", runtime.Ready, reason, message, now, generation);
        Put(status, "ContainersReady", runtime.Ready, reason, message, now, generation);
        if (hostIp is not null)
        {
            status["hostIP"] = hostIp;
            status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = hostIp });
        }

        if (runtime.Ip is { } ip)
        {
            status["podIP"] = ip;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = ip });
        }

        status["startTime"] ??= KubeTime.Seconds(now);
        status["containerStatuses"] = new JsonArray(pod.Object("spec").Objects("containers").Select(container => (JsonNode)Container(container, runtime)).ToArray());
    }

    /// <summary>The condition someone else put in is kept where it is; a change of status moves the transition time.</summary>
    public static void Put(JsonObject status, string type, bool value, string? reason, string? message, DateTimeOffset now, long? generation)
    {
        var text = value ? "True" : "False";
        var old = Conditions.Find(status, type);
        var since = old.Text("status") == text ? old.Text("lastTransitionTime") : null;
        var condition = new JsonObject { ["type"] = type };
        if (generation is not null)
            condition["observedGeneration"] = generation.Value;
        condition["status"] = text;
        condition["lastProbeTime"] = null;
        condition["lastTransitionTime"] = since ?? KubeTime.Seconds(now);
        if (reason is not null)
            condition["reason"] = reason;
        if (message is not null)
            condition["message"] = message;
        Conditions.Put(status, condition);
    }

    private static (string? Reason, string? Message) NotReady(JsonObject pod, PodRuntime runtime, string phase)
    {
        if (runtime.Ready)
            return (null, null);
        if (phase is "Succeeded")
            return ("PodCompleted", null);
        if (phase is "Failed")
            return ("PodFailed", null);
        var names = pod.Object("spec").Objects("containers").Select(static container => container.Text("name"));
        return ("ContainersNotReady", $"containers with unready status: [{string.Join(' ', names)}]");
    }

    private static JsonObject Container(JsonObject container, PodRuntime runtime)
    {
        var image = container.Text("image") ?? "";
        var json = new JsonObject
        {
            ["name"] = container.Text("name"),
            ["state"] = State(runtime),
            ["lastState"] = runtime.LastExit is { } exit && runtime.Stage != PodStage.Ended ? new JsonObject { ["terminated"] = Terminated(exit) } : new JsonObject(),
            ["ready"] = runtime.Ready,
            ["restartCount"] = runtime.Restarts,
            ["image"] = image,
            ["imageID"] = runtime.Stage is PodStage.New or PodStage.Starting ? "" : $"{image.Split('@')[0]}@sha256:{Digest(image)}",
        };
        if (runtime.Stage is not (PodStage.New or PodStage.Starting))
            json["containerID"] = $"containerd://{Digest(runtime.Uid + container.Text("name") + runtime.Restarts)}";
        json["started"] = runtime.Stage == PodStage.Running;
        return json;
    }

    private static JsonObject State(PodRuntime runtime) => runtime.Stage switch
    {
        PodStage.Running => new JsonObject { ["running"] = new JsonObject { ["startedAt"] = KubeTime.Seconds(runtime.StartedAt) } },
        PodStage.Ended when runtime.LastExit is { } exit => new JsonObject { ["terminated"] = Terminated(exit) },
        PodStage.BackingOff => Waiting("CrashLoopBackOff", "back-off restarting failed container"),
        _ when runtime.Obstacle is { Reason: not "ContainerCreating" } obstacle => Waiting(obstacle.Reason, obstacle.Message),
        _ => Waiting("ContainerCreating", null),
    };

    private static JsonObject Waiting(string reason, string? message)
    {
        var waiting = new JsonObject { ["reason"] = reason };
        if (message is not null)
            waiting["message"] = message;
        return new JsonObject { ["waiting"] = waiting };
    }

    private static JsonObject Terminated((int Code, DateTimeOffset StartedAt, DateTimeOffset FinishedAt) exit) => new()
    {
        ["exitCode"] = exit.Code,
        ["reason"] = exit.Code == 0 ? "Completed" : "Error",
        ["startedAt"] = KubeTime.Seconds(exit.StartedAt),
        ["finishedAt"] = KubeTime.Seconds(exit.FinishedAt),
    };

    /// <summary>Looks like a digest and is the same for the same text; nothing depends on its strength.</summary>
    private static string Digest(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
