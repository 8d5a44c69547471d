using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Api;

/// <summary>Nobody grants what he does not have.</summary>
public sealed class RoleGrantTests : IAsyncLifetime
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private const string Roles = Rbac + "/namespaces/default/roles";
    private const string Bindings = Rbac + "/namespaces/default/rolebindings";
    private const string Read = """{"apiGroups":[""],"resources":["pods"],"verbs":["get","list"]}""";
    private const string Manage = """{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings"],"verbs":["*"]}""";
    private static readonly SandboxUser Jane = new("jane", "devs");
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("""{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}""", null)]
    [InlineData("""{"apiGroups":[""],"resources":["pods"],"resourceNames":["a"],"verbs":["list"]}""", null)]
    [InlineData("""{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}""", "{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}")]
    [InlineData("""{"apiGroups":[""],"resources":["pods","secrets"],"verbs":["get","delete"]}""", "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\"]}\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"delete\"]}")]
    [InlineData("""{"apiGroups":[""],"resources":["secrets"],"resourceNames":["s"],"verbs":["get"]}""", "{APIGroups:[\"\"], Resources:[\"secrets\"], ResourceNames:[\"s\"], Verbs:[\"get\"]}")]
    public async Task A_role_holds_what_its_author_has(string rule, string? missing)
    {
        await GrantAsync(Read, WithoutEscalation());
        var answer = await _cluster.SendAsync(HttpMethod.Post, Roles, Role("more", rule), user: Jane);
        if (missing is null)
            answer.Expect(201);
        else
            answer.ExpectError(403, "Forbidden", $"roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"jane\" (groups=[\"devs\" \"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n{missing}");
    }

    [Fact]
    public async Task Who_may_escalate_may()
    {
        await GrantAsync(Read, Manage);
        (await _cluster.SendAsync(HttpMethod.Post, Roles, Role("more", """{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}"""), user: Jane)).Expect(201);
    }

    [Fact]
    public async Task A_change_that_leaves_the_rules_alone_is_nobodys_grant()
    {
        await GrantAsync(Read, WithoutEscalation());
        (await _cluster.PostAsync(Roles, Role("strong", """{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}"""))).Expect(201);
        (await PatchAsync("strong", """{"metadata":{"labels":{"a":"b"}}}""")).Expect(200);
        (await PatchAsync("strong", """{"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["get"]}]}""")).Expect(403);
    }

    [Fact]
    public async Task A_binding_gives_what_the_role_holds()
    {
        await GrantAsync(Read, WithoutEscalation());
        (await _cluster.PostAsync(Roles, Role("strong", """{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}"""))).Expect(201);
        (await _cluster.PostAsync(Roles, Role("weak", Read))).Expect(201);
        (await _cluster.SendAsync(HttpMethod.Post, Bindings, Binding("b", "strong"), user: Jane)).Expect(403);
        (await _cluster.SendAsync(HttpMethod.Post, Bindings, Binding("b", "nosuch"), user: Jane)).ExpectError(404, "NotFound", "roles.rbac.authorization.k8s.io \"nosuch\" not found");
        (await _cluster.SendAsync(HttpMethod.Post, Bindings, Binding("b", "weak"), user: Jane)).Expect(201);
    }

    [Fact]
    public async Task Who_may_bind_a_role_may_bind_it()
    {
        await GrantAsync(Read, WithoutEscalation(), """{"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"resourceNames":["strong"],"verbs":["bind"]}""");
        (await _cluster.PostAsync(Roles, Role("strong", """{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}"""))).Expect(201);
        (await _cluster.SendAsync(HttpMethod.Post, Bindings, Binding("b", "strong"), user: Jane)).Expect(201);
    }

    private static string WithoutEscalation() => Manage.Replace("\"*\"", "\"get\",\"create\",\"patch\",\"update\"", StringComparison.Ordinal);

    private async Task GrantAsync(params string[] rules)
    {
        (await _cluster.PostAsync(Roles, Role("janes", string.Join(",", rules)))).Expect(201);
        (await _cluster.PostAsync(Bindings, Binding("janes", "janes"))).Expect(201);
    }

    private Task<TestResponse> PatchAsync(string role, string patch) => _cluster.SendAsync(HttpMethod.Patch, $"{Roles}/{role}", patch, "application/merge-patch+json", user: Jane);

    private static string Role(string name, string rules) => $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"{{{name}}}"},"rules":[{{{rules}}}]}""";

    private static string Binding(string name, string role) =>
        $$$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"{{{name}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"{{{role}}}"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}""";
}
