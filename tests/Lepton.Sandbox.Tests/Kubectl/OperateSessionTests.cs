using Lepton.Sandbox.Hosting;

namespace Lepton.Sandbox.Tests.Kubectl;

/// <summary>What somebody on call does with kubectl.</summary>
[Collection(KubectlCollection.Name)]
public sealed class OperateSessionTests(KubectlFixture fixture)
{
    [SkippableFact]
    public async Task Rollouts()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("rollouts");
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Deployment()));
        Assert.Contains("successfully rolled out", await kubectl.RunAsync("rollout status deployment/web --timeout=120s"), StringComparison.Ordinal);
        await kubectl.RunAsync("set image deployment/web app=nginx:1.26");
        Assert.Contains("successfully rolled out", await kubectl.RunAsync("rollout status deployment/web --timeout=120s"), StringComparison.Ordinal);
        await kubectl.RunAsync("rollout undo deployment/web");
        await kubectl.RunAsync("rollout status deployment/web --timeout=120s");
        Assert.Equal("nginx:1.25", await kubectl.RunAsync("get deployment web -o jsonpath={.spec.template.spec.containers[0].image}"));
        await kubectl.RunAsync("rollout restart deployment/web");
        Assert.Matches(@"(?m)^4 +<none>$", await kubectl.RunAsync("rollout history deployment/web"));
        await kubectl.RunAsync("scale deployment web --replicas=1");
        await kubectl.RunAsync("wait --for=jsonpath={.status.replicas}=1 deployment/web --timeout=120s");
    }

    [SkippableFact]
    public async Task Drain_asks_the_budget_before_each_eviction()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("draining");
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Budget));
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Deployment()));
        await kubectl.RunAsync("rollout status deployment/web --timeout=120s");
        await kubectl.RunAsync("wait --for=jsonpath={.status.currentHealthy}=2 pdb/web --timeout=60s");
        var node = await kubectl.RunAsync("get pods -l app=web -o jsonpath={.items[0].spec.nodeName}");
        try
        {
            var (code, output, error) = await kubectl.TryAsync($"drain {node} --ignore-daemonsets --delete-emptydir-data --force --timeout=120s");
            Assert.True(code == 0, error);
            Assert.Contains("evicted", output, StringComparison.Ordinal);
            Assert.DoesNotContain(node, await kubectl.RunAsync("get pods -l app=web --field-selector status.phase=Running -o", "jsonpath={.items[*].spec.nodeName}"), StringComparison.Ordinal);
            Assert.Contains("SchedulingDisabled", await kubectl.RunAsync($"get node {node}"), StringComparison.Ordinal);
        }
        finally
        {
            await kubectl.RunAsync($"uncordon {node}");
        }
    }

    [SkippableFact]
    public async Task Delete_waits_for_finalizers()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("deleting");
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Widget("w", "size: small", ", finalizers: [test.lepton.ai/hold]")));
        var delete = kubectl.RunAsync("delete widget w");
        await kubectl.RunAsync("wait --for=jsonpath={.metadata.deletionGracePeriodSeconds}=0 widget/w --timeout=60s");
        Assert.False(delete.IsCompleted);
        await kubectl.RunAsync("patch widget w --type=json -p", """[{"op":"remove","path":"/metadata/finalizers"}]""");
        Assert.Contains("\"w\" deleted", await delete, StringComparison.Ordinal);
        Assert.Contains("(NotFound)", (await kubectl.TryAsync("get widget w")).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Deleting_a_namespace_takes_everything_in_it()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("ending");
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Deployment()));
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Widget("w")));
        await kubectl.RunAsync("delete namespace ending --timeout=120s");
        Assert.Contains("(NotFound)", (await kubectl.TryAsync("get namespace ending")).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Auth_says_who_may_do_what()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("auth");
        await kubectl.RunAsync("create role reader --verb=get,list --resource=pods");
        await kubectl.RunAsync("create rolebinding reader --role=reader --user=jane --serviceaccount=auth:default");
        var jane = fixture.Admin(new SandboxUser("jane"));
        Assert.Equal("yes\n", await jane.RunAsync("auth", "can-i", "list", "pods", "-n", "auth"));
        Assert.Equal((1, "no\n"), await jane.TryAsync(null, "auth", "can-i", "delete", "pods", "-n", "auth") is var (code, output, _) ? (code, output) : default);
        Assert.Contains("pods", await jane.RunAsync("auth", "can-i", "--list", "-n", "auth"), StringComparison.Ordinal);
        Assert.Matches(@"Username +jane", await jane.RunAsync("auth", "whoami"));
        Assert.Contains("User \"jane\" cannot list resource \"secrets\"", (await jane.TryAsync(null, "get", "secrets", "-n", "auth")).Error, StringComparison.Ordinal);
        Assert.Equal("yes\n", await kubectl.RunAsync("auth can-i get pods --as=system:serviceaccount:auth:default"));
        var token = await kubectl.RunAsync("create token default");
        Assert.Matches(@"Username +system:serviceaccount:auth:default", await kubectl.RunAsync("auth whoami --kubeconfig=/dev/null --insecure-skip-tls-verify --server", await ServerAsync(kubectl), "--token", token));
    }

    private static Task<string> ServerAsync(KubectlSession kubectl) => kubectl.RunAsync("config view --minify -o jsonpath={.clusters[0].cluster.server}");
}
