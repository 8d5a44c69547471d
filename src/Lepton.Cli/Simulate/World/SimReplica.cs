using Lepton.Operator.State;

namespace Lepton.Cli.Simulate.World;

/// <summary>One Pod of a model, bound to a machine or waiting for one.</summary>
internal sealed class SimReplica(ModelKey model, string pool, long number)
{
    public ModelKey Model { get; } = model;

    /// <summary>The placement's pool as the operator names it.</summary>
    public string Pool { get; } = pool;

    /// <summary>In the order they were made.</summary>
    public long Number { get; } = number;

    public int Gpus { get; init; }

    public double Cpu { get; init; }

    public double MemoryGiB { get; init; }

    /// <summary>Units per second it serves once it is ready.</summary>
    public double Throughput { get; init; }

    public int Priority { get; init; }

    /// <summary>Hours from being bound to a node that is there to serving: pulling the image, loading the model.</summary>
    public double StartHours { get; init; }

    /// <summary>GiB of data that has to be in its cluster first.</summary>
    public double DataGiB { get; init; }

    public SimNode? Node { get; set; }

    /// <summary>When it serves (hours); meaningful when it is bound.</summary>
    public double ReadyAt { get; set; } = double.MaxValue;

    public bool ReadyNow(double now) => Node is { Pool.Cluster.Serving: true } && ReadyAt <= now + 1e-12;
}
