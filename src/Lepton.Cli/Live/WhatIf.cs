using System.Globalization;
using Lepton.Api;
using Lepton.Api.Accelerators;
using Lepton.Api.Manifests;
using Lepton.Api.Providers;
using Lepton.Cli.Hub;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.State;

namespace Lepton.Cli.Live;

/// <summary>A fleet that is otherwise: other prices, a cluster lost, manifests applied. The picture that was read is not changed.</summary>
internal static class WhatIf
{
    /// <summary>Longer than any grace period: the cluster's time is up.</summary>
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(400);

    /// <summary>Objects of the same name are replaced (models keep their status), others are added. New clusters have what their nodePools declare.</summary>
    public static FleetSnapshot With(this FleetSnapshot fleet, ManifestSet manifests)
    {
        foreach (var model in manifests.Models)
            model.Status = fleet.Models.FirstOrDefault(m => Key(m) == Key(model))?.Status;
        var providers = Merge(fleet.Providers, manifests.Providers);
        var members = fleet.Members.ToDictionary(StringComparer.Ordinal);
        foreach (var provider in manifests.Providers)
        {
            foreach (var cluster in provider.Spec.Clusters ?? [])
                members.TryAdd(cluster.Name, new MemberView { Cluster = cluster.Name, Provider = provider.Metadata.Name!, Health = MemberHealth.Healthy, Since = fleet.Time });
        }

        return fleet with { Models = Merge(fleet.Models, manifests.Models), Providers = providers, Policies = Merge(fleet.Policies, manifests.Policies), Members = members };
    }

    /// <exception cref="CommandException">There is no such cluster.</exception>
    public static FleetSnapshot Without(this FleetSnapshot fleet, string cluster)
    {
        if (!fleet.Members.TryGetValue(cluster, out var member))
            throw new CommandException($"--without: found \"{cluster}\", expected one of {string.Join(", ", fleet.Members.Keys.Order(StringComparer.Ordinal))}");
        var members = fleet.Members.ToDictionary(StringComparer.Ordinal);
        members[cluster] = member with { Health = MemberHealth.Unreachable, Since = fleet.Time - LongAgo };
        return fleet with { Members = members };
    }

    /// <param name="price"><c>PROVIDER/ACCELERATOR[:Spot]=DOLLARS</c>, in dollars per GPU and hour.</param>
    /// <exception cref="CommandException">It cannot be read, or there is no such provider.</exception>
    public static FleetSnapshot At(this FleetSnapshot fleet, string price)
    {
        var sides = price.Split('=');
        var slash = sides[0].IndexOf('/', StringComparison.Ordinal);
        if (sides.Length != 2 || slash <= 0 || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var dollars) || dollars < 0)
            throw new CommandException($"--price: found \"{price}\", expected PROVIDER/ACCELERATOR=DOLLARS or PROVIDER/ACCELERATOR:Spot=DOLLARS, such as aws/H100=2.50");
        var (name, what) = (sides[0][..slash], sides[0][(slash + 1)..].Split(':'));
        var terms = CapacityKind.OnDemand;
        if (what.Length > 1 && !Enum.TryParse(what[1], ignoreCase: true, out terms))
            throw new CommandException($"--price: found \"{what[1]}\", expected one of {string.Join(", ", Enum.GetNames<CapacityKind>())}");
        var provider = fleet.Providers.FirstOrDefault(p => p.Metadata.Name == name)
            ?? throw new CommandException($"--price: found provider \"{name}\", expected one of {string.Join(", ", fleet.Providers.Select(p => p.Metadata.Name).Order(StringComparer.Ordinal))}");
        if (AcceleratorCatalog.TryGet(what[0]) is null && !what[0].Contains('/', StringComparison.Ordinal))
            throw new CommandException($"--price: found accelerator \"{what[0]}\", expected {(AcceleratorCatalog.Nearest(what[0]) is { } nearest ? $"{nearest} (the nearest known GPU)" : "a known GPU")}, or the extended resource of another device; known are {string.Join(", ", AcceleratorCatalog.Names)}");
        var copy = KubernetesJson.Deserialize<CloudProvider>(KubernetesJson.ToNode(provider))!;
        var prices = (copy.Spec.Pricing ??= new ProviderPricing()).GpuHour ??= [];
        prices.RemoveAll(p => p.Accelerator == what[0] && p.CapacityType == terms);
        prices.Add(new GpuPrice { Accelerator = what[0], CapacityType = terms, DollarsPerGpuHour = dollars });
        return fleet with { Providers = Merge(fleet.Providers, [copy]) };
    }

    private static List<T> Merge<T>(IReadOnlyList<T> old, IReadOnlyList<T> changed) where T : KubernetesObject
    {
        var replaced = changed.Select(c => Key(c)).ToHashSet(StringComparer.Ordinal);
        return [.. old.Where(o => !replaced.Contains(Key(o))), .. changed];
    }

    private static string Key(KubernetesObject value) => $"{value.Metadata.Namespace}/{value.Metadata.Name}";
}
