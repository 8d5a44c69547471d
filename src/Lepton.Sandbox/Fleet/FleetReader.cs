using Lepton.Sandbox.Discovery;
using Lepton.Sandbox.Simulation.Reading;
using YamlDotNet.RepresentationModel;

namespace Lepton.Sandbox.Fleet;

/// <summary>From the sections of a fleet file to its definition.</summary>
internal sealed class FleetReader(List<FleetFileError> errors)
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    private InstanceTypeCatalog _catalog = InstanceTypeCatalog.BuiltIn;
    private IReadOnlyList<InstanceType> _own = [];
    private IReadOnlyList<ImageDefinition> _images = [];

    public FleetDefinition Read(YamlSection root)
    {
        var name = root.Required("name");
        _images = root.Sections("images").Select(ReadImage).ToList();
        _own = root.Sections("instanceTypes").Select(ReadInstanceType).ToList();
        _catalog = _catalog.With(_own);
        var hub = root.Section("hub") is { } section ? ReadCluster(section) : new ClusterDefinition("hub");
        var members = root.Sections("members").Select(ReadCluster).ToList();
        RefuseRepeated(root, members.Prepend(hub).Select(static cluster => cluster.Name), "members", "cluster");
        var terms = root.Sections("providers").Select(ReadTerms).ToList();
        RefuseStrangers(root, terms, members);
        var scenario = root.Section("scenario") is { } plot ? new ScenarioReader(members).Read(plot) : new ScenarioDefinition();
        root.RefuseUnknownKeys();
        return new FleetDefinition(name, hub, members) { Terms = terms, Scenario = scenario };
    }

    private static InstanceType ReadInstanceType(YamlSection section)
    {
        var type = new InstanceType("", section.Required("name"), section.Text("gpuModel") ?? "", section.Count("gpus", 0), section.Count("gpuMemoryGiB", 0), section.Count("vcpus", 0), section.Count("memoryGiB", 0));
        if (type is { Gpus: > 0, GpuModel: "" })
            section.Error(section.Node("gpus")!, section.Child("gpuModel"), $"is required for a type with {type.Gpus} GPUs");
        if (type.VirtualCpus == 0 || type.MemoryGiB == 0)
            section.Error(section.Node("name")!, section.Path, $"vcpus and memoryGiB of {type.Name} must be at least 1");
        section.RefuseUnknownKeys();
        return type;
    }

    private static ImageDefinition ReadImage(YamlSection section)
    {
        var image = new ImageDefinition(section.Required("name"), section.RequiredAmount("sizeGiB", 0, 10_000));
        section.RefuseUnknownKeys();
        return image;
    }

    private static ProviderTerms ReadTerms(YamlSection section)
    {
        var terms = new ProviderTerms(section.Required("name"))
        {
            GpuHour = section.Amounts("gpuHour"),
            VcpuHour = section.Amount("vcpuHour", 0.035),
            MemoryGiBHour = section.Amount("memoryGiBHour", 0.004),
            Committed = section.Amounts("committed"),
        };
        section.RefuseUnknownKeys();
        return terms;
    }

    /// <summary>Terms of a provider that no cluster belongs to are a slip of the pen.</summary>
    private static void RefuseStrangers(YamlSection root, List<ProviderTerms> terms, List<ClusterDefinition> members)
    {
        var known = members.Select(static member => member.ProviderObject).Distinct(StringComparer.Ordinal).ToList();
        for (var i = 0; i < terms.Count; i++)
        {
            if (terms[i].Provider.Length > 0 && !known.Contains(terms[i].Provider, StringComparer.Ordinal))
                root.Error(root.Node("providers")!, $"providers[{i}].name", $"no member belongs to \"{terms[i].Provider}\"{YamlSection.Hint(terms[i].Provider, known)}");
        }
    }

    private ClusterDefinition ReadCluster(YamlSection section)
    {
        var cluster = new ClusterDefinition(ReadName(section))
        {
            Provider = section.Choice("provider", CloudKind.Other),
            Region = section.Text("region") ?? "local",
            Zones = section.Texts("zones"),
            KubernetesVersion = ReadVersion(section),
            GpuFeatureDiscovery = section.Flag("gpuFeatureDiscovery"),
            InstanceTypes = _own,
            Images = _images,
            ProviderName = section.Text("providerName") ?? "",
            Jurisdiction = section.Text("jurisdiction") ?? "",
        };
        var pools = section.Sections("nodePools").Select(pool => ReadPool(pool, cluster.Provider)).ToList();
        RefuseRepeated(section, pools.Select(static pool => pool.Name), "nodePools", "node pool");
        section.RefuseUnknownKeys();
        return cluster with { NodePools = pools };
    }

    private static string ReadVersion(YamlSection section)
    {
        if (section.Text("kubernetesVersion") is not { } version)
            return ServerVersion.Newest;
        try
        {
            _ = ServerVersion.Parse(version);
        }
        catch (ArgumentException)
        {
            section.Error(section.Node("kubernetesVersion")!, "kubernetesVersion", $"found \"{version}\"; expected a version of Kubernetes such as {ServerVersion.Newest}");
        }

        return version;
    }

    private NodePoolDefinition ReadPool(YamlSection section, CloudKind cloud)
    {
        var count = section.Count("count", 0);
        var pool = new NodePoolDefinition(ReadName(section), section.Required("instanceType"))
        {
            Count = count,
            MinNodes = section.Count("minNodes", 0),
            MaxNodes = section.Count("maxNodes", count),
            CapacityType = section.Choice("capacityType", NodeCapacityType.OnDemand),
            Manager = section.Choice("manager", NodeManager.NodeGroup),
            Zones = section.Texts("zones"),
            Labels = section.Map("labels"),
            Taints = section.Sections("taints").Select(ReadTaint).ToList(),
            ForeignPods = section.Sections("foreignPods").Select(ReadForeign).ToList(),
            ScaleDownAfter = section.Text("scaleDownAfterSeconds") is null ? null : TimeSpan.FromSeconds(section.Count("scaleDownAfterSeconds", 0)),
        };
        CheckPool(section, pool, cloud);
        section.RefuseUnknownKeys();
        return pool;
    }

    private void CheckPool(YamlSection section, NodePoolDefinition pool, CloudKind cloud)
    {
        if (section.Node("instanceType") is { } at && _catalog.Find(cloud, pool.InstanceType) is null)
            section.Error(at, section.Child("instanceType"), UnknownType(pool.InstanceType, cloud));
        if (pool.MaxNodes < pool.Count && section.Node("maxNodes") is { } max)
            section.Error(max, section.Child("maxNodes"), $"found {pool.MaxNodes}; expected at least count, which is {pool.Count}");
        if (pool.Manager == NodeManager.Karpenter && cloud != CloudKind.AWS && section.Node("manager") is { } manager)
            section.Error(manager, section.Child("manager"), "Karpenter nodes are simulated on AWS only");
    }

    private string UnknownType(string type, CloudKind cloud)
    {
        var elsewhere = _catalog.All.FirstOrDefault(known => string.Equals(known.Name, type, StringComparison.Ordinal));
        return elsewhere is null
            ? $"unknown instance type \"{type}\" of {cloud}{YamlSection.Hint(type, _catalog.Names(cloud))}"
            : $"instance type \"{type}\" belongs to {elsewhere.Provider}, the cluster to {cloud}";
    }

    private static TaintDefinition ReadTaint(YamlSection section)
    {
        var taint = new TaintDefinition(section.Required("key"), section.Text("value") ?? "", section.Required("effect"));
        if (taint.Effect.Length > 0 && !Effects.Contains(taint.Effect, StringComparer.Ordinal))
            section.Error(section.Node("effect")!, section.Child("effect"), $"found {taint.Effect}; expected one of {string.Join(", ", Effects)}{YamlSection.Hint(taint.Effect, Effects)}");
        section.RefuseUnknownKeys();
        return taint;
    }

    private static ForeignPodDefinition ReadForeign(YamlSection section)
    {
        var foreign = new ForeignPodDefinition(ReadName(section), section.Count("count", 1))
        {
            Cpu = Quantity(section, "cpu", "100m"),
            Memory = Quantity(section, "memory", "128Mi"),
            Gpus = section.Count("gpus", 0),
        };
        section.RefuseUnknownKeys();
        return foreign;
    }

    private static string Quantity(YamlSection section, string key, string otherwise)
    {
        var text = section.Text(key) ?? otherwise;
        if (!QuantityText.TryParse(text, out var value) || value < 0)
            section.Error(section.Node(key)!, section.Child(key), $"found {text}; expected a quantity such as 500m or 4Gi");
        return text;
    }

    /// <summary>Names become parts of host names, paths and object names.</summary>
    private static string ReadName(YamlSection section)
    {
        var name = section.Required("name");
        if (name.Length is > 0 and <= 40 && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-' && name[^1] != '-')
            return name;
        if (name.Length > 0)
            section.Error(section.Node("name")!, section.Child("name"), $"found \"{name}\"; expected at most 40 lower case letters, digits and dashes");
        return name;
    }

    private void RefuseRepeated(YamlSection section, IEnumerable<string> names, string key, string what)
    {
        var repeated = names.GroupBy(static name => name, StringComparer.Ordinal).Where(static group => group.Key.Length > 0 && group.Count() > 1);
        foreach (var group in repeated)
        {
            var at = section.Node(key) ?? new YamlScalarNode();
            errors.Add(new FleetFileError((int)at.Start.Line, (int)at.Start.Column, section.Child(key), $"two of them are named {group.Key}; each {what} needs a name of its own"));
        }
    }
}
