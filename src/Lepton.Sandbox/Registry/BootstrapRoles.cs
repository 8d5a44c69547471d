using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Registry;

/// <summary>The ClusterRoles every cluster has, and the groups they are bound to.</summary>
internal static class BootstrapRoles
{
    private const string Everyone = "system:authenticated";
    private static readonly string[] ReadVerbs = ["get", "list", "watch"];
    private static readonly string[] WriteVerbs = ["create", "delete", "deletecollection", "patch", "update"];

    private static readonly string[] CoreRead =
    [
        "configmaps", "endpoints", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods", "replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts",
        "services", "services/status", "bindings", "events", "limitranges", "namespaces", "namespaces/status", "pods/log", "pods/status", "resourcequotas", "resourcequotas/status",
    ];

    private static readonly string[] CoreWrite =
    [
        "configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "pods/attach", "pods/eviction", "pods/exec", "pods/portforward", "pods/proxy",
        "replicationcontrollers", "replicationcontrollers/scale", "secrets", "serviceaccounts", "services", "services/proxy",
    ];

    private static readonly string[] Apps =
    [
        "controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale", "deployments/status", "replicasets", "replicasets/scale",
        "replicasets/status", "statefulsets", "statefulsets/scale", "statefulsets/status",
    ];

    public static IEnumerable<(string Name, JsonArray Rules, string? Groups)> All =>
    [
        ("cluster-admin", [Rule(["*"], ["*"], ["*"]), Paths(["*"], ["*"])], "system:masters"),
        ("system:discovery", [Paths(["get"], ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"])], Everyone),
        ("system:public-info-viewer", [Paths(["get"], ["/healthz", "/livez", "/readyz", "/version", "/version/"])], $"{Everyone} system:unauthenticated"),
        ("system:basic-user",
            [Rule(["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"], ["create"]), Rule(["authentication.k8s.io"], ["selfsubjectreviews"], ["create"])],
            Everyone),
        ("view", View(), null),
        ("edit", [.. Copy(View()), .. Copy(Edit())], null),
        ("admin", [.. Copy(View()), .. Copy(Edit()), Rule(["rbac.authorization.k8s.io"], ["roles", "rolebindings"], [.. ReadVerbs, .. WriteVerbs])], null),
    ];

    private static JsonArray View() =>
    [
        Rule([""], CoreRead, ReadVerbs),
        Rule(["apps"], Apps, ReadVerbs),
        Rule(["autoscaling"], ["horizontalpodautoscalers", "horizontalpodautoscalers/status"], ReadVerbs),
        Rule(["batch"], ["cronjobs", "cronjobs/status", "jobs", "jobs/status"], ReadVerbs),
        Rule(["policy"], ["poddisruptionbudgets", "poddisruptionbudgets/status"], ReadVerbs),
        Rule(["networking.k8s.io"], ["ingresses", "ingresses/status", "networkpolicies"], ReadVerbs),
        Rule(["discovery.k8s.io"], ["endpointslices"], ReadVerbs),
    ];

    private static JsonArray Edit() =>
    [
        Rule([""], ["secrets"], ReadVerbs),
        Rule([""], CoreWrite, WriteVerbs),
        Rule([""], ["serviceaccounts/token"], ["create"]),
        Rule(["apps"], [.. Apps.Where(r => !r.EndsWith("/status", StringComparison.Ordinal))], WriteVerbs),
        Rule(["autoscaling"], ["horizontalpodautoscalers"], WriteVerbs),
        Rule(["batch"], ["cronjobs", "jobs"], WriteVerbs),
        Rule(["policy"], ["poddisruptionbudgets"], WriteVerbs),
        Rule(["networking.k8s.io"], ["ingresses", "networkpolicies"], WriteVerbs),
        Rule(["coordination.k8s.io"], ["leases"], [.. ReadVerbs, .. WriteVerbs]),
    ];

    private static IEnumerable<JsonNode?> Copy(JsonArray rules) => rules.Select(r => r?.DeepClone());

    private static JsonObject Rule(string[] groups, string[] resources, string[] verbs) =>
        new() { ["apiGroups"] = Texts(groups), ["resources"] = Texts(resources), ["verbs"] = Texts(verbs) };

    private static JsonObject Paths(string[] verbs, string[] paths) => new() { ["nonResourceURLs"] = Texts(paths), ["verbs"] = Texts(verbs) };

    private static JsonArray Texts(string[] values) => new([.. values.Select(v => (JsonNode)v)]);
}
