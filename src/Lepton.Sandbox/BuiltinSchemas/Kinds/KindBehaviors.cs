namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>The behaviour of each built-in kind.</summary>
internal static class KindBehaviors
{
    private static readonly Dictionary<(string GroupVersion, string Kind), KindBehavior> Table = new()
    {
        [("v1", "Pod")] = new PodBehavior(),
        [("v1", "PodTemplate")] = new PodTemplateBehavior(inSpec: false),
        [("v1", "ReplicationController")] = new PodTemplateBehavior(inSpec: true),
        [("v1", "Namespace")] = new NamespaceBehavior(),
        [("v1", "Service")] = new ServiceBehavior(),
        [("v1", "ConfigMap")] = new ConfigMapBehavior(),
        [("v1", "Secret")] = new SecretBehavior(),
        [("v1", "Event")] = new EventBehavior(strict: false),
        [("v1", "Node")] = new NodeBehavior(),
        [("v1", "PersistentVolumeClaim")] = new ClaimBehavior(),
        [("v1", "ResourceQuota")] = new QuotaBehavior(),
        [("v1", "LimitRange")] = new LimitRangeBehavior(),
        [("apps/v1", "Deployment")] = new DeploymentBehavior(),
        [("apps/v1", "ReplicaSet")] = new ReplicaSetBehavior(),
        [("apps/v1", "StatefulSet")] = new StatefulSetBehavior(),
        [("apps/v1", "DaemonSet")] = new DaemonSetBehavior(),
        [("batch/v1", "Job")] = new JobBehavior(),
        [("batch/v1", "CronJob")] = new CronJobBehavior(),
        [("autoscaling/v2", "HorizontalPodAutoscaler")] = new AutoscalerBehavior(),
        [("policy/v1", "PodDisruptionBudget")] = new DisruptionBudgetBehavior(),
        [("networking.k8s.io/v1", "NetworkPolicy")] = new NetworkPolicyBehavior(),
        [("networking.k8s.io/v1", "Ingress")] = new IngressBehavior(),
        [("rbac.authorization.k8s.io/v1", "Role")] = new RoleBehavior(namespaced: true),
        [("rbac.authorization.k8s.io/v1", "ClusterRole")] = new RoleBehavior(namespaced: false),
        [("rbac.authorization.k8s.io/v1", "RoleBinding")] = new BindingBehavior(),
        [("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")] = new BindingBehavior(),
        [("coordination.k8s.io/v1", "Lease")] = new LeaseBehavior(),
        [("discovery.k8s.io/v1", "EndpointSlice")] = new EndpointSliceBehavior(),
        [("events.k8s.io/v1", "Event")] = new EventBehavior(strict: true),
        [("scheduling.k8s.io/v1", "PriorityClass")] = new PriorityClassBehavior(),
        [("node.k8s.io/v1", "RuntimeClass")] = new RuntimeClassBehavior(),
        [("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration")] = new WebhookBehavior(),
        [("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration")] = new WebhookBehavior(),
        [("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy")] = new PolicyBehavior(),
        [("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding")] = new PolicyBindingBehavior(),
    };

    public static KindBehavior For(string groupVersion, string kind) => Table.GetValueOrDefault((groupVersion, kind), KindBehavior.None);
}
