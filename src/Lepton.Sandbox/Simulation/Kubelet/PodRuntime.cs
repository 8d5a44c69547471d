namespace Lepton.Sandbox.Simulation.Kubelet;

internal enum PodStage
{
    /// <summary>Seen, nothing written yet.</summary>
    New,

    /// <summary>Images are pulled and containers made.</summary>
    Starting,

    Running,

    /// <summary>Exited, waits for its next start.</summary>
    BackingOff,

    Ended,
}

/// <summary>What a kubelet remembers of a Pod; lost with the process, as the containers are.</summary>
internal sealed class PodRuntime(string uid)
{
    public string Uid { get; } = uid;

    public PodStage Stage { get; set; }

    /// <summary>When the present stage ends; null when nothing ends it.</summary>
    public DateTimeOffset? Due { get; set; }

    public DateTimeOffset? ReadyDue { get; set; }

    public DateTimeOffset? KillDue { get; set; }

    public bool Ready { get; set; }

    public string? Ip { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public int Restarts { get; set; }

    /// <summary>The last exit, when there was one.</summary>
    public (int Code, DateTimeOffset StartedAt, DateTimeOffset FinishedAt)? LastExit { get; set; }

    /// <summary>What it waits for before its containers can be made.</summary>
    public Obstacle? Obstacle { get; set; }

    /// <summary>A device it holds is gone: it exits and cannot run again on this node.</summary>
    public bool DeviceLost { get; set; }
}
