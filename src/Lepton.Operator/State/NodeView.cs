using Lepton.Kubernetes.Models;

namespace Lepton.Operator.State;

/// <summary>One node of a member with everything that runs on it, at one moment.</summary>
public sealed record NodeView
{
    public required string Name { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyList<V1Taint> Taints { get; init; }

    public bool Ready { get; init; }

    public bool Cordoned { get; init; }

    public double Cpu { get; init; }

    public double MemoryGiB { get; init; }

    /// <summary>Extended resources (<c>nvidia.com/gpu</c> …) that pods may ask for.</summary>
    public required IReadOnlyDictionary<string, int> Devices { get; init; }

    public required IReadOnlyList<PodView> Pods { get; init; }

    /// <summary>Why nothing new can start here; null when it can.</summary>
    public string? Closed => !Ready ? "NotReady" : Cordoned ? "cordoned" : Leaving;

    /// <summary>The condition by which the cloud announces that the machine will be gone soon; null without.</summary>
    public string? Notice { get; init; }

    /// <summary>The taint, or else the condition, by which the cloud announces that the machine will be gone soon; null without.</summary>
    public string? Leaving => NodeDeparture.Of(Taints) ?? Notice;
}

/// <summary>One pod on a node (or waiting for one).</summary>
/// <param name="Model">The model it belongs to, when it is one of this hub's; null for foreign pods.</param>
/// <param name="Placement">The placement label of such a pod.</param>
public sealed record PodView(ModelKey? Model, string? Placement, PodResources Resources, bool Ready, string? NodeName)
{
    /// <summary>Since when a pod without a node is there; null for others.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
}

/// <summary>A LeptonModel's namespace and name.</summary>
public readonly record struct ModelKey(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";

    /// <summary>The reverse of <see cref="ToString"/>.</summary>
    public static ModelKey Parse(string value) => value.Split('/', 2) is [var ns, var name]
        ? new ModelKey(ns, name)
        : throw new FormatException($"'{value}' is not namespace/name");
}
