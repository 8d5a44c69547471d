namespace Lepton.Sandbox.Simulation;

/// <summary>Annotations that tell a simulated cluster what its Pods do: on Pods (or their templates), and for the load on autoscalers or what they scale.</summary>
public static class PodAnnotations
{
    /// <summary>Seconds the containers run before they exit; for Pods that restart always too.</summary>
    public const string RunSeconds = "sandbox.lepton.ai/run-seconds";

    /// <summary>What the containers exit with; 0 unless set.</summary>
    public const string ExitCode = "sandbox.lepton.ai/exit-code";

    /// <summary>Seconds from being bound to running, instead of pulling and starting.</summary>
    public const string StartSeconds = "sandbox.lepton.ai/start-seconds";

    /// <summary>Size of all images of the Pod together, in GiB: how long they are pulled.</summary>
    public const string ImageGiB = "sandbox.lepton.ai/image-gib";

    /// <summary>Size of the model's weights, in GiB: how long they are loaded.</summary>
    public const string ModelGiB = "sandbox.lepton.ai/model-gib";

    /// <summary><c>true</c>: the containers exit with 1 as soon as they run, again and again.</summary>
    public const string Crash = "sandbox.lepton.ai/crash";

    /// <summary><c>true</c>: the containers run but never become ready.</summary>
    public const string NeverReady = "sandbox.lepton.ai/never-ready";

    /// <summary>The HTTP status with which a ready Pod answers what the API server's proxy passes on; 200 unless set.</summary>
    public const string HttpStatus = "sandbox.lepton.ai/http-status";

    /// <summary>With the name of a metric behind it: the total load over all Pods (<c>sandbox.lepton.ai/load.cpu: "3500m"</c>), on an autoscaler or its target.</summary>
    public const string LoadPrefix = "sandbox.lepton.ai/load.";
}
