using System.Text.Json.Nodes;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Tests.Rbac;

public class RbacTests
{
    private static readonly string[] Write = ["create", "update", "patch", "delete"];

    private static List<JsonObject> Documents(string side) =>
    [
        .. Directory.GetFiles(Repository.PathOf("config", "rbac", side), "*.yaml").Order(StringComparer.Ordinal).SelectMany(f => KubernetesYaml.LoadAll(File.ReadAllText(f))).Select(d => d.AsObject()),
    ];

    /// <summary>All (group, resource, verb) a role grants.</summary>
    private static HashSet<(string Group, string Resource, string Verb)> Grants(string side, string role)
    {
        var rules = Documents(side).Single(d => (string)d["kind"]! is "ClusterRole" or "Role" && (string)d["metadata"]!["name"]! == role)["rules"]!.AsArray();
        return [.. from rule in rules from g in Strings(rule, "apiGroups") from r in Strings(rule, "resources") from v in Strings(rule, "verbs") select (g, r, v)];
    }

    private static IEnumerable<string> Strings(JsonNode? rule, string field) => rule![field]!.AsArray().Select(n => (string)n!);

    [Theory]
    [InlineData("", "services")]
    [InlineData("", "configmaps")]
    [InlineData("", "secrets")]
    [InlineData("", "serviceaccounts")]
    [InlineData("", "namespaces")]
    [InlineData("apps", "deployments")]
    [InlineData("batch", "jobs")]
    [InlineData("autoscaling", "horizontalpodautoscalers")]
    [InlineData("policy", "poddisruptionbudgets")]
    public void Member_role_allows_what_a_model_consists_of(string group, string resource)
    {
        var grants = Grants("member", "lepton-member");
        Assert.Equal(["create", "delete", "get", "list", "patch", "watch"], grants.Where(g => g.Group == group && g.Resource == resource).Select(g => g.Verb).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Member_role_only_looks_at_nodes_and_pods()
    {
        var grants = Grants("member", "lepton-member");
        foreach (var resource in (string[])["nodes", "pods"])
        {
            Assert.Equal(["list", "watch"], grants.Where(g => g.Resource == resource).Select(g => g.Verb).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("cloudproviders", "patch")]
    [InlineData("placementpolicies", "patch")]
    [InlineData("leptonmodels", "update")]
    public void Hub_role_reads_the_kinds_and_writes_their_status(string resource, string verb)
    {
        var grants = Grants("hub", "lepton-operator");
        Assert.All((string[])["list", "watch"], v => Assert.Contains(("lepton.ai", resource, v), grants));
        Assert.Equal([verb], grants.Where(g => g.Resource == $"{resource}/status").Select(g => g.Verb));
        Assert.DoesNotContain(("lepton.ai", resource, "delete"), grants);
        Assert.DoesNotContain(("lepton.ai", resource, "create"), grants);
    }

    [Fact]
    public void Hub_role_writes_no_object_of_others()
    {
        var grants = Grants("hub", "lepton-operator");
        foreach (var resource in (string[])["secrets", "configmaps", "serviceaccounts", "namespaces"])
            Assert.DoesNotContain(grants, g => g.Resource == resource && Write.Contains(g.Verb));
        Assert.Contains(("lepton.ai", "leptonmodels", "patch"), grants);
        Assert.Contains(("events.k8s.io", "events", "create"), grants);
        Assert.Contains(("coordination.k8s.io", "leases", "update"), Grants("hub", "lepton-operator-leader-election"));
    }

    [Theory]
    [InlineData("hub")]
    [InlineData("member")]
    public void Nothing_is_granted_by_wildcard(string side)
    {
        var roles = Documents(side).Where(d => (string)d["kind"]! is "ClusterRole" or "Role").Select(d => (string)d["metadata"]!["name"]!).ToList();
        Assert.NotEmpty(roles);
        Assert.All(roles, role => Assert.DoesNotContain(Grants(side, role), g => g.Group == "*" || g.Resource == "*" || g.Verb == "*"));
    }

    [Theory]
    [InlineData("hub")]
    [InlineData("member")]
    public void Bindings_bind_roles_and_accounts_that_exist(string side)
    {
        var documents = Documents(side);
        var known = documents.Select(d => $"{d["kind"]} {d["metadata"]!["name"]}").ToHashSet(StringComparer.Ordinal);
        var bindings = documents.Where(d => ((string)d["kind"]!).EndsWith("Binding", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(bindings);
        Assert.All(bindings, b => Assert.Contains($"{b["roleRef"]!["kind"]} {b["roleRef"]!["name"]}", known));
        Assert.All(bindings, b => Assert.Contains($"{b["subjects"]![0]!["kind"]} {b["subjects"]![0]!["name"]}", known));
    }

    [Theory]
    [InlineData("rbac/hub")]
    [InlineData("rbac/member")]
    [InlineData("webhook")]
    [InlineData("crd")]
    public void Kustomization_lists_every_file(string folder)
    {
        var path = Repository.PathOf(["config", .. folder.Split('/')]);
        var listed = KubernetesYaml.Load(File.ReadAllText(Path.Combine(path, "Kustomization")))!["resources"]!.AsArray().Select(n => (string)n!);
        Assert.Equal(Directory.GetFiles(path, "*.yaml").Select(Path.GetFileName).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}
