using System.Globalization;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Kubelet;

/// <summary>What the containers of one Pod will do, from its annotations and the options.</summary>
internal sealed class PodScript(ClusterContext context, PodView pod)
{
    public string RestartPolicy => pod.Spec.Text("restartPolicy") ?? "Always";

    /// <summary>Part of the node's image: runs at once, and is not worth an Event.</summary>
    public bool IsSystem { get; } = SystemPods.IsSystem(pod);

    /// <summary>Made to crash by a fault, whatever its annotations say.</summary>
    public bool Crashing { get; init; }

    public bool Crashes => Crashing || pod.Annotation(PodAnnotations.Crash) == "true";

    public bool NeverReady => pod.Annotation(PodAnnotations.NeverReady) == "true";

    public int ExitCode => Crashes ? 1 : (int)(Number(PodAnnotations.ExitCode) ?? 0);

    public bool UsesGpu => pod.Requests.All.Any(static amount => amount.Key.EndsWith("/gpu", StringComparison.Ordinal) && amount.Value > 0);

    public bool IsProbed => pod.Spec.Objects("containers").Any(static container => container.Object("readinessProbe") is not null || container.Object("startupProbe") is not null);

    /// <summary>From being bound to running.</summary>
    public TimeSpan Start(bool imagesPresent)
    {
        if (Number(PodAnnotations.StartSeconds) is { } seconds)
            return context.Options.Scaled(TimeSpan.FromSeconds(seconds));
        if (IsSystem)
            return TimeSpan.Zero;
        var start = context.Varied(context.Options.ContainerStart, pod.Namespace, pod.Name, "start");
        return imagesPresent ? start : start + context.Varied(context.Options.ImagePull + ImageTime(), pod.Namespace, pod.Name, "pull");
    }

    /// <summary>From running to ready. Without a probe a container is ready as soon as it runs.</summary>
    public TimeSpan Readiness() => !IsProbed || !UsesGpu ? TimeSpan.Zero : context.Varied(context.Options.ModelLoad + LoadTime(), pod.Namespace, pod.Name, "load");

    /// <summary>From running to exit; null for ever.</summary>
    public TimeSpan? Run()
    {
        if (Crashes)
            return TimeSpan.Zero;
        if (Number(PodAnnotations.RunSeconds) is { } seconds)
            return context.Options.Scaled(TimeSpan.FromSeconds(seconds));
        return RestartPolicy == "Always" ? null : context.Varied(context.Options.JobRun, pod.Namespace, pod.Name, "run");
    }

    public TimeSpan BackOff(int restarts) => context.Options.Scaled(context.Options.CrashBackOff) * Math.Min(30, Math.Pow(2, Math.Max(0, restarts - 1)));

    public TimeSpan Grace()
    {
        var asked = TimeSpan.FromSeconds(pod.Metadata.Number("deletionGracePeriodSeconds") ?? 30);
        return context.Options.Scaled(asked < context.Options.TerminationGraceCap ? asked : context.Options.TerminationGraceCap);
    }

    /// <summary>The annotation's size, else that of the fleet file's images; nothing beyond <see cref="SimulationOptions.ImagePull"/> for images nobody gave a size.</summary>
    private TimeSpan ImageTime() => TimeSpan.FromSeconds((Number(PodAnnotations.ImageGiB) ?? pod.Spec.Objects("containers").Sum(container => ImageSizes.Of(context.Definition, container.Text("image")))) / context.Options.ImageGiBPerSecond);

    private TimeSpan LoadTime() => TimeSpan.FromSeconds((Number(PodAnnotations.ModelGiB) ?? 0) / context.Options.ModelGiBPerSecond);

    private double? Number(string annotation) =>
        double.TryParse(pod.Annotation(annotation), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 ? value : null;
}
