using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Support;

/// <summary>Short ways to make what the tests are about.</summary>
internal static class Make
{
    public const string Gpu = "nvidia.com/gpu";

    public static ModelKey Key(LeptonModel model) => new(model.Metadata.Namespace!, model.Metadata.Name!);

    /// <summary>A node with H100s of an instance type that no price book knows.</summary>
    public static NodeView Node(string name, int gpus = 8, params PodView[] pods) => new()
    {
        Name = name,
        Labels = new Dictionary<string, string> { ["nvidia.com/gpu.product"] = "NVIDIA-H100-80GB-HBM3", ["node.kubernetes.io/instance-type"] = $"h{gpus}" },
        Taints = [],
        Ready = true,
        Cpu = 96,
        MemoryGiB = 1000,
        Devices = gpus == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { [Gpu] = gpus },
        Pods = pods,
    };

    public static NodeView Labelled(this NodeView node, params (string Key, string Value)[] labels)
    {
        var all = new Dictionary<string, string>(node.Labels);
        foreach (var (key, value) in labels)
            all[key] = value;
        return node with { Labels = all };
    }

    public static NodeView Bare(string name, int gpus, params (string Key, string Value)[] labels) =>
        (Node(name, gpus) with { Labels = new Dictionary<string, string>() }).Labelled(labels);

    /// <summary>A pod that is nobody's of ours.</summary>
    public static PodView Foreign(int gpus, double cpu = 0, double memory = 0) => Pod(null, gpus, cpu, memory);

    public static PodView Pod(ModelKey? model, int gpus, double cpu = 0, double memory = 0, string? placement = null) => new(
        model, placement, new PodResources(cpu, memory, gpus == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { [Gpu] = gpus }), true, "n");

    public static CloudProvider Provider(string name, double price = 10, params MemberCluster[] clusters) => new()
    {
        Metadata = { Name = name, Uid = $"uid-{name}", Generation = 1 },
        Spec =
        {
            Type = ProviderType.Other,
            Pricing = new ProviderPricing { GpuHour = [new GpuPrice { Accelerator = "H100", DollarsPerGpuHour = price }] },
            Clusters = [.. clusters],
        },
    };

    public static MemberCluster Cluster(string name, string region = "r1") => new() { Name = name, Region = region, Connection = { InCluster = true } };

    public static NodePool Pool(string name, int maxNodes, int gpus = 8, string? instanceType = "h8") => new()
    {
        Name = name,
        Accelerator = "H100",
        GpusPerNode = gpus,
        Cpu = "96",
        Memory = "1000Gi",
        InstanceType = instanceType,
        MaxNodes = maxNodes,
    };

    /// <summary>An inference model of so many replicas with so many H100 each.</summary>
    public static LeptonModel Model(string name, int replicas = 1, int gpus = 8, string? policy = null) => new()
    {
        Metadata = { Name = name, Namespace = "ns", Uid = $"uid-{name}", Generation = 1 },
        Spec =
        {
            Image = "vllm/vllm-openai:v1",
            Replicas = replicas,
            Accelerators = gpus == 0 ? null : [new ModelAccelerator { Name = "H100", Count = gpus }],
            PolicyName = policy,
        },
    };

    public static LeptonModel Gang(string name, int workers, int gpus = 8, string? policy = null)
    {
        var model = Model(name, 1, gpus, policy);
        model.Spec.Replicas = null;
        model.Spec.Workload = WorkloadKind.Training;
        model.Spec.Training = new ModelTraining { Parallelism = workers };
        return model;
    }

    public static PlacementPolicy Policy(string name, Action<PlacementPolicySpec>? change = null)
    {
        var policy = new PlacementPolicy { Metadata = { Name = name, Uid = $"uid-{name}", Generation = 1 } };
        change?.Invoke(policy.Spec);
        return policy;
    }

    /// <summary>A placement as status has it, in the pool of <see cref="Node"/>s of a cloud made by <see cref="Fleet.Cloud"/>.</summary>
    public static ModelPlacement Placement(string cluster, int replicas = 1, int gpus = 8, PlacementState state = PlacementState.Active, int? ready = null, int nodeGpus = 8) => new()
    {
        Provider = cluster,
        Cluster = cluster,
        Region = $"r-{cluster}",
        Pool = $"{cluster}/H100/OnDemand/h{nodeGpus}",
        Accelerator = "H100",
        AcceleratorCount = gpus,
        ResourceName = Gpu,
        CapacityType = CapacityKind.OnDemand,
        Replicas = replicas,
        ReadyReplicas = ready ?? replicas,
        HourlyCost = replicas * gpus,
        State = state,
    };

    public static LeptonModel At(this LeptonModel model, params ModelPlacement[] placements)
    {
        model.Status = new LeptonModelStatus { Placements = [.. placements] };
        return model;
    }

    public static FleetPool FleetPool(string cluster = "c", int gpus = 8, params NodeView[] nodes) => new()
    {
        Id = $"{cluster}/H100/OnDemand/h{gpus}",
        Cluster = cluster,
        Provider = "p",
        Region = "r1",
        Accelerator = "H100",
        ResourceName = Gpu,
        GpusPerNode = gpus,
        CpuPerNode = 96,
        MemoryGiBPerNode = 1000,
        CapacityType = CapacityType.OnDemand,
        Nodes = nodes,
        PricePerGpuHour = 10,
    };

    public static V1Taint Taint(string key, string? value = null, string effect = "NoSchedule") => new() { Key = key, Value = value, Effect = effect };
}
