using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

public enum WorkloadKind
{
    [Description("Replicas that serve requests, divided over clusters as it pays.")]
    Inference,

    [Description("A run of workers that belong together: all in one cluster or none.")]
    Training,
}

public enum ScalingEngine
{
    [Description("A HorizontalPodAutoscaler per Deployment.")]
    HPA,

    [Description("A ScaledObject of KEDA per Deployment: by triggers, to nothing and back.")]
    KEDA,

    [Description("No autoscaling.")]
    None,
}

public enum PropagatedKind
{
    [Description("A ConfigMap.")]
    ConfigMap,

    [Description("A Secret.")]
    Secret,

    [Description("A ServiceAccount.")]
    ServiceAccount,
}

public enum DeletionPolicy
{
    [Description("What runs is removed.")]
    Delete,

    [Description("What runs is left running, with our labels removed.")]
    Orphan,
}

public enum AdoptionPolicy
{
    [Description("Only objects that this hub made are taken over.")]
    IfOwned,

    [Description("Any object of that name is taken over.")]
    Always,

    [Description("Nothing is taken over that this model did not make.")]
    Never,
}

public enum ServiceType
{
    [Description("Reachable within the cluster.")]
    ClusterIP,

    [Description("Reachable on a port of every node.")]
    NodePort,

    [Description("Reachable through a load balancer of the cloud.")]
    LoadBalancer,
}

public enum PlacementState
{
    [Description("Decided, not all replicas ready yet.")]
    Pending,

    [Description("Running.")]
    Active,

    [Description("On its way out.")]
    Draining,
}
