namespace Lepton.Kubernetes.Patching;

/// <summary>The built-in types' patch schemas, as the Go types of Kubernetes 1.36 declare them.</summary>
public static class PatchSchemas
{
    public static PatchSchema ObjectMeta { get; } = new("ObjectMeta", MergedScalars("finalizers"), Merged("ownerReferences", "uid"));

    public static PatchSchema Container { get; } = new(
        "Container",
        Merged("env", "name"),
        Merged("ports", "containerPort"),
        Merged("volumeMounts", "mountPath"),
        Merged("volumeDevices", "devicePath"));

    public static PatchSchema PodSpec { get; } = new(
        "PodSpec",
        Merged("containers", "name", Container),
        Merged("initContainers", "name", Container),
        Merged("ephemeralContainers", "name", Container),
        Merged("volumes", "name"),
        Merged("hostAliases", "ip"),
        Merged("imagePullSecrets", "name"),
        Merged("resourceClaims", "name"),
        Merged("schedulingGates", "name"),
        Merged("topologySpreadConstraints", "topologyKey"));

    public static PatchSchema PodTemplateSpec { get; } = new("PodTemplateSpec", Inside("metadata", ObjectMeta), Inside("spec", PodSpec));

    private static readonly PatchSchema WithTemplate = new("WithTemplate", Inside("template", PodTemplateSpec));

    private static readonly PatchSchema WithConditions = new("WithConditions", Merged("conditions", "type"));


    private static readonly PatchSchema JobTemplateSpec = new("JobTemplateSpec", Inside("metadata", ObjectMeta), Inside("spec", WithTemplate));

    private static readonly PatchSchema PodStatus = new(
        "PodStatus", Merged("conditions", "type"), Merged("podIPs", "ip"), Merged("hostIPs", "ip"), Merged("resourceClaimStatuses", "name"));

    private static readonly PatchSchema NodeStatus = new("NodeStatus", Merged("conditions", "type"), Merged("addresses", "type"));

    private static readonly PatchSchema ServiceSpec = new("ServiceSpec", Merged("ports", "port"));

    private static readonly PatchSchema Webhook = new("Webhook", Merged("matchConditions", "name"));

    private static readonly PatchSchema AdmissionPolicySpec = new(
        "ValidatingAdmissionPolicySpec", Merged("matchConditions", "name"), Merged("variables", "name"));

    private static readonly PatchSchema Plain = Kind("object");

    private static readonly Dictionary<(string Group, string Kind), PatchSchema> Kinds = new()
    {
        [("", "Pod")] = Kind("Pod", PodSpec, PodStatus),
        [("", "PodTemplate")] = new("PodTemplate", Inside("metadata", ObjectMeta), Inside("template", PodTemplateSpec)),
        [("", "ReplicationController")] = Kind("ReplicationController", WithTemplate, WithConditions),
        [("", "Service")] = Kind("Service", ServiceSpec, WithConditions),
        [("", "ServiceAccount")] = new("ServiceAccount", Inside("metadata", ObjectMeta), Merged("secrets", "name")),
        [("", "Namespace")] = Kind("Namespace", status: WithConditions),
        [("", "Node")] = Kind("Node", new PatchSchema("NodeSpec", MergedScalars("podCIDRs")), NodeStatus),
        [("", "PersistentVolumeClaim")] = Kind("PersistentVolumeClaim", status: WithConditions),
        [("apps", "Deployment")] = Kind("Deployment", WithTemplate, WithConditions),
        [("apps", "ReplicaSet")] = Kind("ReplicaSet", WithTemplate, WithConditions),
        [("apps", "StatefulSet")] = Kind("StatefulSet", WithTemplate, WithConditions),
        [("apps", "DaemonSet")] = Kind("DaemonSet", WithTemplate, WithConditions),
        [("batch", "Job")] = Kind("Job", WithTemplate, WithConditions),
        [("batch", "CronJob")] = Kind("CronJob", new PatchSchema("CronJobSpec", Inside("jobTemplate", JobTemplateSpec))),
        [("autoscaling", "HorizontalPodAutoscaler")] = Kind("HorizontalPodAutoscaler", status: WithConditions),
        [("policy", "PodDisruptionBudget")] = Kind("PodDisruptionBudget", new PatchSchema("PodDisruptionBudgetSpec", Replaced("selector")), WithConditions),
        [("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")] = Webhooks("ValidatingWebhookConfiguration"),
        [("admissionregistration.k8s.io", "MutatingWebhookConfiguration")] = Webhooks("MutatingWebhookConfiguration"),
        [("admissionregistration.k8s.io", "ValidatingAdmissionPolicy")] = Kind("ValidatingAdmissionPolicy", AdmissionPolicySpec),
        [("admissionregistration.k8s.io", "MutatingAdmissionPolicy")] = Kind("MutatingAdmissionPolicy", AdmissionPolicySpec),
    };

    /// <summary>The schema of a built-in kind; of a kind with nothing special, that of its metadata. The group is empty for the core.</summary>
    public static PatchSchema For(string group, string kind) => Kinds.GetValueOrDefault((group, kind), Plain);

    private static PatchSchema Kind(string name, PatchSchema? spec = null, PatchSchema? status = null) => new(
        name, Inside("metadata", ObjectMeta), Inside("spec", spec ?? PatchSchema.Plain), Inside("status", status ?? PatchSchema.Plain));

    private static PatchSchema Webhooks(string name) => new(name, Inside("metadata", ObjectMeta), Merged("webhooks", "name", Webhook));

    private static PatchField Merged(string list, string key, PatchSchema? items = null) => new(list, PatchStrategy.Merge, key, items ?? PatchSchema.Plain);

    private static PatchField MergedScalars(string list) => new(list, PatchStrategy.Merge, null, PatchSchema.Plain);

    private static PatchField Replaced(string field) => new(field, PatchStrategy.Replace, null, PatchSchema.Plain);

    private static PatchField Inside(string field, PatchSchema schema) => new(field, PatchStrategy.Default, null, schema);
}
