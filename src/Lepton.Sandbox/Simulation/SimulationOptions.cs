namespace Lepton.Sandbox.Simulation;

/// <summary>How fast simulated clusters live. The defaults are quick: a Pod is ready well within a second, a node within two.</summary>
public sealed record SimulationOptions
{
    /// <summary>Everything below takes this much less time (10 = ten times faster). To speed up the API's own times too, use a faster TimeProvider.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Pulling an image onto a node that does not have it, whatever its size.</summary>
    public TimeSpan ImagePull { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How fast images whose size is known (annotation <c>sandbox.lepton.ai/image-gib</c>, or <c>images</c> of the fleet file) come onto a node, in GiB/s.</summary>
    public double ImageGiBPerSecond { get; init; } = 20;

    /// <summary>How fast a model whose size is known (annotation <c>sandbox.lepton.ai/model-gib</c>) comes into GPU memory, in GiB/s.</summary>
    public double ModelGiBPerSecond { get; init; } = 50;

    /// <summary>Starting the containers of a Pod.</summary>
    public TimeSpan ContainerStart { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Loading a model into GPU memory: from running to ready for Pods with GPUs.</summary>
    public TimeSpan ModelLoad { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>What a Job's Pod runs when the annotation <c>sandbox.lepton.ai/run-seconds</c> says nothing else.</summary>
    public TimeSpan JobRun { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pods end within this time however long their grace period is.</summary>
    public TimeSpan TerminationGraceCap { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>From the decision to add a node to its being ready.</summary>
    public TimeSpan NodeProvisioning { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From a kubelet's silence to the node being marked NotReady (40 s on a real cluster).</summary>
    public TimeSpan NodeMonitorGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pods leave a lost node within this time however long they tolerate it (300 s by default on a real cluster).</summary>
    public TimeSpan TolerationCap { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From the notice of a reclaim to the machine being gone (120 s on AWS, 30 s on Azure and GCP).</summary>
    public TimeSpan ReclaimNotice { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>First wait of a container that crashes; doubles up to 30 times this.</summary>
    public TimeSpan CrashBackOff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From the deletion of a namespace to the deletion of its content (5 s on a real cluster).</summary>
    public TimeSpan NamespaceDeletion { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Between two looks of an autoscaler at its metrics, as long as there is something to scale (15 s on a real cluster).</summary>
    public TimeSpan AutoscalerSync { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Upper limit of the scale-down stabilization of autoscalers (300 s by default on a real cluster).</summary>
    public TimeSpan ScaleDownStabilizationCap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Times above vary by up to this share, by Pod, the same for the same seed.</summary>
    public double Jitter { get; init; } = 0.2;

    public int Seed { get; init; } = 1;

    /// <summary>PEM of the CA of the API server, for the ConfigMap every namespace gets.</summary>
    public string RootCertificate { get; init; } = "";

    /// <summary>Write Events as the real controllers do.</summary>
    public bool Events { get; init; } = true;

    /// <summary>What kubelets and the cloud do: Pods start, nodes come and go, claims are bound. Without it only scheduler and controllers work, and the rest is written by hand.</summary>
    public bool Machines { get; init; } = true;

    /// <summary>Run a small system Pod on every node, as every cloud does.</summary>
    public bool SystemPods { get; init; } = true;

    /// <summary>Nothing happens by itself: the owner of the clock calls <see cref="ClusterSimulation.RunUntilIdle"/> and reads <see cref="ClusterSimulation.NextDue"/>.</summary>
    public bool Stepped { get; init; }

    /// <summary>Told of defects inside the simulation; the work concerned is retried.</summary>
    public Action<Exception>? OnError { get; init; }

    /// <summary>The times of real clusters and clouds: what a Pod or node takes there it takes here, for clocks that run fast.</summary>
    public static SimulationOptions Realistic { get; } = new()
    {
        ImagePull = TimeSpan.FromSeconds(5),
        ImageGiBPerSecond = 0.25,
        ContainerStart = TimeSpan.FromSeconds(2),
        ModelLoad = TimeSpan.FromSeconds(20),
        ModelGiBPerSecond = 1.5,
        JobRun = TimeSpan.FromMinutes(10),
        TerminationGraceCap = TimeSpan.FromHours(1),
        NodeProvisioning = TimeSpan.FromMinutes(3),
        NodeMonitorGrace = TimeSpan.FromSeconds(40),
        TolerationCap = TimeSpan.FromHours(1),
        ReclaimNotice = TimeSpan.FromSeconds(120),
        CrashBackOff = TimeSpan.FromSeconds(10),
        NamespaceDeletion = TimeSpan.FromSeconds(5),
        AutoscalerSync = TimeSpan.FromSeconds(15),
        ScaleDownStabilizationCap = TimeSpan.FromHours(1),
    };

    internal TimeSpan Scaled(TimeSpan duration) => duration / Math.Max(Speed, 0.001);
}
