using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Registry;

/// <summary>The entries of <see cref="KindRules"/> for what a server fills in by itself.</summary>
internal static class CoreKinds
{
    private const string NotReady = "node.kubernetes.io/not-ready";
    private const string ClaimProtection = "kubernetes.io/pvc-protection";
    private const string NameLabel = "kubernetes.io/metadata.name";

    public static void AddTo(KindRules rules, ClusterContext cluster)
    {
        var (addresses, nodePorts) = (new ServiceAddresses(cluster), new NodePorts(cluster));
        var pods = new PodAdmission(cluster.Store);
        rules.Add("", "Namespace", new KindRule(CreateNamespace, (value, old, sub) => UpdateNamespace(value, old, sub)));
        rules.Add("", "Pod", new KindRule(value => CreatePod(value, pods), BeforeCreateByClient: pods.CheckClient));
        rules.Add("", "Service", new KindRule(
            value =>
            {
                addresses.Assign(value);
                nodePorts.Assign(value, null);
            },
            (value, old, subresource) =>
            {
                addresses.Keep(value, old, subresource);
                nodePorts.Assign(value, old);
            },
            nodePorts.Validate));
        rules.Add("", "Node", new KindRule(BeforeCreateByClient: NotReadyYet));
        rules.Add("", "PersistentVolumeClaim", new KindRule(CreateClaim));
        rules.Add("", "PersistentVolume", new KindRule(value => value["status"] = new JsonObject { ["phase"] = "Pending" }));
        rules.Add("coordination.k8s.io", "Lease", new KindRule(DropCoordination, (value, _, _) => DropCoordination(value)));
        rules.Add("batch", "Job", new KindRule(CreateJob));
        foreach (var (group, kind) in (ReadOnlySpan<(string, string)>)
            [("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("batch", "CronJob"), ("networking.k8s.io", "Ingress"),
            ("policy", "PodDisruptionBudget"), ("autoscaling", "HorizontalPodAutoscaler"), ("", "ReplicationController"), ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy")])
        {
            rules.Add(group, kind, new KindRule(value => value["status"] = EmptyStatus(kind)));
        }
    }

    /// <summary>Status is not the creator's to write; these kinds always show one.</summary>
    private static JsonObject EmptyStatus(string kind) => kind switch
    {
        "ReplicaSet" or "ReplicationController" => new JsonObject { ["replicas"] = 0 },
        "StatefulSet" => new JsonObject { ["replicas"] = 0, ["availableReplicas"] = 0 },
        "DaemonSet" => new JsonObject { ["currentNumberScheduled"] = 0, ["numberMisscheduled"] = 0, ["desiredNumberScheduled"] = 0, ["numberReady"] = 0 },
        "Ingress" => new JsonObject { ["loadBalancer"] = new JsonObject() },
        "PodDisruptionBudget" => new JsonObject { ["disruptionsAllowed"] = 0, ["currentHealthy"] = 0, ["desiredHealthy"] = 0, ["expectedPods"] = 0 },
        "HorizontalPodAutoscaler" => new JsonObject { ["desiredReplicas"] = 0, ["currentMetrics"] = null },
        _ => [],
    };

    /// <summary>The fields of coordinated leader election are dropped while that feature is off, as it is by default.</summary>
    private static void DropCoordination(JsonObject lease)
    {
        lease.Obj("spec")?.Remove("strategy");
        lease.Obj("spec")?.Remove("preferredHolder");
    }

    private static void CreateNamespace(JsonObject value)
    {
        Label(value);
        var finalizers = value.Child("spec").Arr("finalizers") ?? [];
        if (!finalizers.Strings().Contains("kubernetes"))
            finalizers.Add("kubernetes");
        value.Child("spec")["finalizers"] = finalizers.Parent is null ? finalizers : finalizers.DeepClone();
        value["status"] = new JsonObject { ["phase"] = "Active" };
    }

    private static void UpdateNamespace(JsonObject value, JsonObject old, string? subresource)
    {
        Label(value);
        if (subresource is null)
            JsonTree.CopyField(old.Obj("spec"), value.Child("spec"), "finalizers");
    }

    private static void Label(JsonObject value) =>
        value.Child("metadata").Child("labels")[NameLabel] = value.Obj("metadata").Str("name");

    /// <summary>Nothing is to land on a node that has not reported itself; the node lifecycle controller takes the taint away.</summary>
    /// <summary>A claim in use is not to go (StorageObjectInUseProtection): whoever binds claims takes the finalizer away.</summary>
    private static void CreateClaim(JsonObject value)
    {
        value["status"] = new JsonObject { ["phase"] = "Pending" };
        var metadata = value.Child("metadata");
        if (metadata["finalizers"] is not JsonArray finalizers)
            metadata["finalizers"] = finalizers = [];
        if (!finalizers.Strings().Contains(ClaimProtection))
            finalizers.Add(ClaimProtection);
    }

    private static void NotReadyYet(JsonObject value)
    {
        var spec = value.Child("spec");
        if (spec["taints"] is not JsonArray taints)
            spec["taints"] = taints = [];
        if (!taints.Any(t => t.Str("key") == NotReady))
            taints.Add(new JsonObject { ["key"] = NotReady, ["effect"] = "NoSchedule" });
    }

    private static void CreatePod(JsonObject value, PodAdmission admission)
    {
        admission.Admit(value);
        value["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QualityOfService.Of(value.Obj("spec")) };
    }

    private static void CreateJob(JsonObject value)
    {
        value["status"] = new JsonObject();
        var (metadata, spec) = (value.Obj("metadata")!, value.Child("spec"));
        if (spec.Bool("manualSelector") == true)
            return;
        var uid = metadata.Str("uid")!;
        var labels = spec.Child("template").Child("metadata").Child("labels");
        foreach (var prefix in (string[])["batch.kubernetes.io/", ""])
        {
            labels[prefix + "controller-uid"] = uid;
            labels[prefix + "job-name"] = metadata.Str("name");
        }

        if (spec["selector"] is null)
            spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
    }
}
