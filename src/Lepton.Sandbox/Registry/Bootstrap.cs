using System.Text.Json.Nodes;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>What is in a cluster from its first second on.</summary>
internal static class Bootstrap
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private static readonly string[] Namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    public static void Fill(IClusterApi api)
    {
        foreach (var name in Namespaces)
            api.Create(new GroupVersionResource("", "v1", "namespaces"), null, Object("v1", "Namespace", name));
        foreach (var (name, value) in (ReadOnlySpan<(string, int)>)[("system-cluster-critical", 2_000_000_000), ("system-node-critical", 2_000_001_000)])
        {
            var priority = Object("scheduling.k8s.io/v1", "PriorityClass", name);
            priority["value"] = value;
            priority["preemptionPolicy"] = "PreemptLowerPriority";
            api.Create(new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses"), null, priority);
        }

        var kubernetes = Object("v1", "Service", "kubernetes");
        kubernetes["metadata"]!["labels"] = new JsonObject { ["component"] = "apiserver", ["provider"] = "kubernetes" };
        kubernetes["spec"] = new JsonObject
        {
            ["clusterIP"] = "10.0.0.1",
            ["ipFamilyPolicy"] = "SingleStack",
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["protocol"] = "TCP", ["port"] = 443, ["targetPort"] = 6443 }),
            ["sessionAffinity"] = "None",
            ["type"] = "ClusterIP",
            ["internalTrafficPolicy"] = "Cluster",
        };
        api.Create(new GroupVersionResource("", "v1", "services"), "default", kubernetes);
        foreach (var (role, rules, group) in BootstrapRoles.All)
            AddRole(api, role, rules, group);
    }

    private static void AddRole(IClusterApi api, string name, JsonArray rules, string? group)
    {
        var role = Object($"{Rbac}/v1", "ClusterRole", name);
        role["metadata"]!["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" };
        role["rules"] = rules;
        api.Create(new GroupVersionResource(Rbac, "v1", "clusterroles"), null, role);
        if (group is null)
            return;
        var binding = Object($"{Rbac}/v1", "ClusterRoleBinding", name);
        binding["metadata"]!["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" };
        binding["roleRef"] = new JsonObject { ["apiGroup"] = Rbac, ["kind"] = "ClusterRole", ["name"] = name };
        binding["subjects"] = new JsonArray([.. group.Split(' ').Select(g => (JsonNode)new JsonObject { ["apiGroup"] = Rbac, ["kind"] = "Group", ["name"] = g })]);
        api.Create(new GroupVersionResource(Rbac, "v1", "clusterrolebindings"), null, binding);
    }

    private static JsonObject Object(string apiVersion, string kind, string name) =>
        new() { ["kind"] = kind, ["apiVersion"] = apiVersion, ["metadata"] = new JsonObject { ["name"] = name } };
}
