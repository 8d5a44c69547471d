using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Kubelet;

/// <summary>Where to go on with a Pod met in the middle of its life (the simulation was started over a cluster that has Pods).</summary>
internal static class PodRuntimes
{
    public static PodRuntime Recover(PodView pod, PodScript script, DateTimeOffset now)
    {
        var runtime = new PodRuntime(pod.Uid) { Ip = pod.Status.Text("podIP") };
        var container = pod.Status.Objects("containerStatuses").FirstOrDefault();
        runtime.Restarts = (int)(container.Number("restartCount") ?? 0);
        if (pod.Terminal)
        {
            runtime.Stage = PodStage.Ended;
        }
        else if (container.Object("state").Object("running") is { } running)
        {
            runtime.Stage = PodStage.Running;
            runtime.Ready = pod.Ready;
            runtime.ReadyDue = now;
            runtime.StartedAt = running.Time("startedAt") ?? now;
            runtime.Due = runtime.StartedAt + script.Run();
        }

        return runtime;
    }
}
