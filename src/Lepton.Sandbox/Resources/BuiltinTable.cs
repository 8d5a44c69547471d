namespace Lepton.Sandbox.Resources;

/// <summary>
/// The built-in resources. Columns: group/version, plural, kind, N(amespaced) or C(luster), short names, categories, verbs
/// (<c>all</c>, or letters: c d x(deletecollection) g l p u w), rules, subresources.
/// Rules: <c>gen</c> generation counts spec changes, <c>genann</c> annotation changes too, <c>rv</c> PUT needs a resourceVersion,
/// <c>upsert</c> PUT creates, <c>virtual</c> nothing is stored, <c>store=</c> the version objects are stored in.
/// Subresources: <c>name:Kind@group/version:verbs</c>; <c>status</c> and <c>scale</c> alone stand for the usual ones.
/// </summary>
internal static class BuiltinTable
{
    public const string Text = """
        v1 | bindings | Binding | N | - | - | c | virtual | -
        v1 | componentstatuses | ComponentStatus | C | cs | - | gl | virtual | -
        v1 | configmaps | ConfigMap | N | cm | - | all | - | -
        v1 | endpoints | Endpoints | N | ep | - | all | upsert | -
        v1 | events | Event | N | ev | - | all | upsert | -
        v1 | limitranges | LimitRange | N | limits | - | all | upsert | -
        v1 | namespaces | Namespace | C | ns | - | cdglpuw | - | finalize:Namespace:u status
        v1 | nodes | Node | C | no | - | all | - | proxy:NodeProxyOptions:cdgpu status
        v1 | persistentvolumeclaims | PersistentVolumeClaim | N | pvc | - | all | - | status
        v1 | persistentvolumes | PersistentVolume | C | pv | - | all | - | status
        v1 | pods | Pod | N | po | all | all | gen | attach:PodAttachOptions:cg binding:Binding:c ephemeralcontainers:Pod:gpu eviction:Eviction@policy/v1:c exec:PodExecOptions:cg log:Pod:g portforward:PodPortForwardOptions:cg proxy:PodProxyOptions:cdgpu resize:Pod:gpu status
        v1 | podtemplates | PodTemplate | N | - | - | all | gen | -
        v1 | replicationcontrollers | ReplicationController | N | rc | all | all | gen | scale status
        v1 | resourcequotas | ResourceQuota | N | quota | - | all | - | status
        v1 | secrets | Secret | N | - | - | all | - | -
        v1 | serviceaccounts | ServiceAccount | N | sa | - | all | - | token:TokenRequest@authentication.k8s.io/v1:c
        v1 | services | Service | N | svc | all | all | upsert | proxy:ServiceProxyOptions:cdgpu status
        apiregistration.k8s.io/v1 | apiservices | APIService | C | - | api-extensions | all | rv | status
        apps/v1 | controllerrevisions | ControllerRevision | N | - | - | all | - | -
        apps/v1 | daemonsets | DaemonSet | N | ds | all | all | gen | status
        apps/v1 | deployments | Deployment | N | deploy | all | all | genann | scale status
        apps/v1 | replicasets | ReplicaSet | N | rs | all | all | gen | scale status
        apps/v1 | statefulsets | StatefulSet | N | sts | all | all | gen | scale status
        events.k8s.io/v1 | events | Event | N | ev | - | all | upsert | -
        authentication.k8s.io/v1 | selfsubjectreviews | SelfSubjectReview | C | - | - | c | virtual | -
        authentication.k8s.io/v1 | tokenreviews | TokenReview | C | - | - | c | virtual | -
        authorization.k8s.io/v1 | localsubjectaccessreviews | LocalSubjectAccessReview | N | - | - | c | virtual | -
        authorization.k8s.io/v1 | selfsubjectaccessreviews | SelfSubjectAccessReview | C | - | - | c | virtual | -
        authorization.k8s.io/v1 | selfsubjectrulesreviews | SelfSubjectRulesReview | C | - | - | c | virtual | -
        authorization.k8s.io/v1 | subjectaccessreviews | SubjectAccessReview | C | - | - | c | virtual | -
        autoscaling/v2 | horizontalpodautoscalers | HorizontalPodAutoscaler | N | hpa | all | all | - | status
        autoscaling/v1 | horizontalpodautoscalers | HorizontalPodAutoscaler | N | hpa | all | all | store=v2 | status
        batch/v1 | cronjobs | CronJob | N | cj | all | all | gen | status
        batch/v1 | jobs | Job | N | - | all | all | gen | status
        networking.k8s.io/v1 | ingressclasses | IngressClass | C | - | - | all | gen rv | -
        networking.k8s.io/v1 | ingresses | Ingress | N | ing | - | all | gen | status
        networking.k8s.io/v1 | networkpolicies | NetworkPolicy | N | netpol | - | all | gen | -
        policy/v1 | poddisruptionbudgets | PodDisruptionBudget | N | pdb | - | all | gen rv | status
        rbac.authorization.k8s.io/v1 | clusterrolebindings | ClusterRoleBinding | C | - | - | all | upsert | -
        rbac.authorization.k8s.io/v1 | clusterroles | ClusterRole | C | - | - | all | upsert | -
        rbac.authorization.k8s.io/v1 | rolebindings | RoleBinding | N | - | - | all | upsert | -
        rbac.authorization.k8s.io/v1 | roles | Role | N | - | - | all | upsert | -
        storage.k8s.io/v1 | csidrivers | CSIDriver | C | - | - | all | rv | -
        storage.k8s.io/v1 | csinodes | CSINode | C | - | - | all | - | -
        storage.k8s.io/v1 | storageclasses | StorageClass | C | sc | - | all | - | -
        storage.k8s.io/v1 | volumeattachments | VolumeAttachment | C | - | - | all | - | status
        admissionregistration.k8s.io/v1 | mutatingwebhookconfigurations | MutatingWebhookConfiguration | C | - | api-extensions | all | gen | -
        admissionregistration.k8s.io/v1 | validatingadmissionpolicies | ValidatingAdmissionPolicy | C | - | api-extensions | all | gen | status
        admissionregistration.k8s.io/v1 | validatingadmissionpolicybindings | ValidatingAdmissionPolicyBinding | C | - | api-extensions | all | gen | -
        admissionregistration.k8s.io/v1 | validatingwebhookconfigurations | ValidatingWebhookConfiguration | C | - | api-extensions | all | gen | -
        apiextensions.k8s.io/v1 | customresourcedefinitions | CustomResourceDefinition | C | crd crds | api-extensions | all | gen rv | status
        scheduling.k8s.io/v1 | priorityclasses | PriorityClass | C | pc | - | all | gen | -
        coordination.k8s.io/v1 | leases | Lease | N | - | - | all | rv upsert | -
        node.k8s.io/v1 | runtimeclasses | RuntimeClass | C | - | - | all | - | -
        discovery.k8s.io/v1 | endpointslices | EndpointSlice | N | - | - | all | gen | -
        """;

    /// <summary>Discovery's order of groups; those of CRDs come after them.</summary>
    public static IReadOnlyList<string> GroupOrder { get; } =
    [
        "", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch",
        "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io",
        "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io",
    ];
}
