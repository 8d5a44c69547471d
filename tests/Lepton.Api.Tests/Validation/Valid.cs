using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Tests.Validation;

/// <summary>Objects with nothing wrong, to break one thing at a time.</summary>
internal static class Valid
{
    public static LeptonModel Model(Action<LeptonModelSpec>? change = null)
    {
        var model = new LeptonModel
        {
            Metadata = new V1ObjectMeta { Name = "llama", Namespace = "team-a" },
            Spec = new LeptonModelSpec
            {
                Image = "vllm/vllm-openai:v0.9.1",
                Ports = [new V1ContainerPort { ContainerPort = 8000, Name = "http" }],
                Replicas = 2,
                Accelerators = [new ModelAccelerator { Name = "H100", Count = 4, Throughput = 2600 }, new ModelAccelerator { Name = "A100-80GB", Count = 4, Throughput = 1200 }],
                Resources = new V1ResourceRequirements { Requests = new() { ["cpu"] = "16", ["memory"] = "128Gi" }, Limits = new() { ["memory"] = "256Gi" } },
                Volumes = [new V1Volume { Name = "shm", EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory" } }],
                VolumeMounts = [new V1VolumeMount { Name = "shm", MountPath = "/dev/shm" }],
                Probes = new ModelProbes { Readiness = new V1Probe { HttpGet = new V1HTTPGetAction { Path = "/health", Port = "http" } } },
            },
        };
        change?.Invoke(model.Spec);
        return model;
    }

    public static LeptonModel Training(Action<LeptonModelSpec>? change = null) => Model(spec =>
    {
        spec.Workload = WorkloadKind.Training;
        spec.Replicas = null;
        spec.Training = new ModelTraining { Parallelism = 4 };
        change?.Invoke(spec);
    });

    public static PlacementPolicy Policy(Action<PlacementPolicySpec>? change = null)
    {
        var policy = new PlacementPolicy { Metadata = new V1ObjectMeta { Name = "default" } };
        change?.Invoke(policy.Spec);
        return policy;
    }

    public static CloudProvider Provider(Action<CloudProviderSpec>? change = null, string name = "aws", string cluster = "aws-us-east-1")
    {
        var provider = new CloudProvider
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new CloudProviderSpec
            {
                Type = ProviderType.AWS,
                Clusters =
                [
                    new MemberCluster
                    {
                        Name = cluster,
                        Region = "us-east-1",
                        Connection = new ClusterConnection { KubeconfigSecretRef = new KubeconfigReference { Namespace = "lepton-system", Name = "member-" + cluster } },
                        NodePools = [new NodePool { Name = "h100", Accelerator = "H100", GpusPerNode = 8, Cpu = "190", Memory = "1900Gi", InstanceType = "p5.48xlarge", MaxNodes = 4 }],
                    },
                ],
            },
        };
        change?.Invoke(provider.Spec);
        return provider;
    }
}
