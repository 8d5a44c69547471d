using System.Globalization;
using Lepton.Api.Providers;

namespace Lepton.Api.Accelerators;

/// <summary>Reads what matters for placement from the labels real clouds, Karpenter and device plugins put on nodes.</summary>
public static partial class NodeLabels
{
    /// <summary>Says a node's GPU type in our own names, for clusters whose nodes carry no label that does. It wins over all others.</summary>
    public const string AcceleratorOverride = "lepton.ai/accelerator";

    /// <summary>Says a node's terms (<c>OnDemand</c>, <c>Spot</c>, <c>Reserved</c>). It wins over all others.</summary>
    public const string CapacityTypeOverride = "lepton.ai/capacity-type";

    public const string InstanceType = "node.kubernetes.io/instance-type";

    public const string Region = "topology.kubernetes.io/region";

    public const string Zone = "topology.kubernetes.io/zone";

    /// <summary>The node's GPU type; null when no label speaks of GPUs. Whether there are any, and how many, its allocatable resources say.</summary>
    public static AcceleratorReading? ReadAccelerator(IReadOnlyDictionary<string, string>? labels)
    {
        if (labels is null)
            return null;
        if (labels.TryGetValue(AcceleratorOverride, out var own))
            return ReadOverride(own);
        var instanceType = ReadInstanceType(labels);
        var byType = instanceType is null ? null : InstanceTypes.AcceleratorOf(instanceType);
        AcceleratorReading? problem = null;
        foreach (var key in ProductKeys)
        {
            if (!labels.TryGetValue(key.Product, out var product) || product.Length == 0 || Vague.Contains(product))
                continue;
            var memory = ReadMemory(labels, key);
            var reading = ProductNames.Parse(product, memory, byType);
            if (reading.Name is { } name)
                return new AcceleratorReading { Name = name, Selector = SelectorOf(labels, key, product, reading.LeavesOpen) };
            problem ??= Unusable(key.Product, product, reading.Problem);
            if (reading.Problem is not null)
                return problem;
        }
        return byType is not null ? new AcceleratorReading { Name = byType, Selector = One(InstanceTypeKey(labels), instanceType!) } : problem;
    }

    /// <summary>On what terms the node is bought. Machines of one's own (OnPrem, Edge) are paid for; otherwise what no label calls spot or reserved is on demand.</summary>
    public static CapacityKind ReadCapacityType(IReadOnlyDictionary<string, string>? labels, ProviderType provider = ProviderType.Other)
    {
        foreach (var (key, value, kind) in CapacityLabels)
        {
            if (labels?.TryGetValue(key, out var found) == true && string.Equals(found, value, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        return provider is ProviderType.OnPrem or ProviderType.Edge ? CapacityKind.Reserved : CapacityKind.OnDemand;
    }

    /// <summary>The label that told <see cref="ReadCapacityType"/>, for a selector; null when it is the default.</summary>
    public static KeyValuePair<string, string>? ReadCapacityLabel(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var (key, value, _) in CapacityLabels)
        {
            if (labels?.TryGetValue(key, out var found) == true && string.Equals(found, value, StringComparison.OrdinalIgnoreCase))
                return KeyValuePair.Create(key, found);
        }
        return null;
    }

    public static string? ReadInstanceType(IReadOnlyDictionary<string, string>? labels) => Read(labels, InstanceType, "beta.kubernetes.io/instance-type");

    public static string? ReadRegion(IReadOnlyDictionary<string, string>? labels) => Read(labels, Region, "failure-domain.beta.kubernetes.io/region");

    /// <summary>The zone. AKS writes a bare number (a fault domain) on nodes outside of zones: that is none.</summary>
    public static string? ReadZone(IReadOnlyDictionary<string, string>? labels) =>
        Read(labels, Zone, "failure-domain.beta.kubernetes.io/zone") is { } zone && !int.TryParse(zone, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? zone : null;

    private static AcceleratorReading ReadOverride(string name) => AcceleratorCatalog.TryGet(name) is not null
        ? new AcceleratorReading { Name = name, Selector = One(AcceleratorOverride, name) }
        : Unusable(AcceleratorOverride, name, null);

    private static AcceleratorReading Unusable(string key, string value, string? why)
    {
        var nearest = AcceleratorCatalog.Nearest(value);
        return new AcceleratorReading
        {
            Problem = why is not null
                ? $"node label {key}={value}: {why}"
                : $"node label {key}={value} is no known GPU{(nearest is null ? "" : $" (nearest: {nearest})")}; put {AcceleratorOverride} with one of {string.Join(", ", AcceleratorCatalog.Names)} on the node",
        };
    }

    private static double? ReadMemory(IReadOnlyDictionary<string, string> labels, ProductKey key) =>
        key.Memory is { } memory && labels.TryGetValue(memory, out var text) && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number * key.MemoryUnitGiB
            : null;

    /// <summary>The product alone, or with the memory or instance type where the product leaves it open.</summary>
    private static Dictionary<string, string> SelectorOf(IReadOnlyDictionary<string, string> labels, ProductKey key, string product, bool leavesOpen)
    {
        var selector = One(key.Product, product);
        if (!leavesOpen)
            return selector;
        if (key.Memory is { } memory && labels.TryGetValue(memory, out var size))
            selector[memory] = size;
        else if (ReadInstanceType(labels) is { } type)
            selector[InstanceTypeKey(labels)] = type;
        return selector;
    }

    private static string InstanceTypeKey(IReadOnlyDictionary<string, string> labels) => labels.ContainsKey(InstanceType) ? InstanceType : "beta.kubernetes.io/instance-type";

    private static Dictionary<string, string> One(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    private static string? Read(IReadOnlyDictionary<string, string>? labels, string key, string older) =>
        labels is not null && (labels.TryGetValue(key, out var value) || labels.TryGetValue(older, out value)) && value.Length > 0 ? value : null;
}
