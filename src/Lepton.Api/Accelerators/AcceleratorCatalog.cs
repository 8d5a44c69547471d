using System.Collections.Frozen;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Accelerators;

/// <summary>The GPU types known by name.</summary>
public static class AcceleratorCatalog
{
    private static readonly FrozenDictionary<string, Accelerator> ByName =
        AcceleratorTable.Entries.ToFrozenDictionary(e => e.Accelerator.Name, e => e.Accelerator, StringComparer.Ordinal);

    /// <summary>All of them, in alphabetical order.</summary>
    public static IReadOnlyList<Accelerator> All { get; } = [.. ByName.Values.OrderBy(a => a.Name, StringComparer.Ordinal)];

    /// <summary>Their names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(a => a.Name)];

    /// <summary>Extended resources that are GPUs, whichever their type.</summary>
    public static IReadOnlyList<string> ResourceNames { get; } = [.. All.Select(a => a.ResourceName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Null when the name is not canonical (names are case-sensitive, as in all of Kubernetes).</summary>
    public static Accelerator? TryGet(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The known name that was probably meant, or null: spelled otherwise (<c>nvidia-a100-80gb</c>), or a few letters off.</summary>
    public static string? Nearest(string name) => ProductNames.Parse(name) is { Name: { } parsed, LeavesOpen: false } ? parsed : NearestName.Of(name, Names);
}
