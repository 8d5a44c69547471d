namespace Lepton.Sandbox.Tests.Kubectl;

/// <summary>The ways to change objects with kubectl.</summary>
[Collection(KubectlCollection.Name)]
public sealed class ApplySessionTests(KubectlFixture fixture)
{
    [SkippableFact]
    public async Task Client_side_apply_creates_changes_and_sees_when_nothing_changes()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("apply");
        var (first, second) = (kubectl.File(Manifests.Deployment()), kubectl.File(Manifests.Deployment(3)));
        Assert.Contains("deployment.apps/web created", await kubectl.RunAsync("apply -f", first), StringComparison.Ordinal);
        Assert.Contains("deployment.apps/web unchanged", await kubectl.RunAsync("apply -f", first), StringComparison.Ordinal);
        var (code, difference, _) = await kubectl.TryAsync("diff -f", second);
        Assert.Equal(1, code);
        Assert.Contains("-  replicas: 2\n+  replicas: 3", difference, StringComparison.Ordinal);
        Assert.Contains("created (server dry run)", await kubectl.RunAsync("apply --dry-run=server -f", kubectl.File(Manifests.Widget("dry"))), StringComparison.Ordinal);
        Assert.Contains("deployment.apps/web configured", await kubectl.RunAsync("apply -f", second), StringComparison.Ordinal);
        Assert.Equal("3", await kubectl.RunAsync("get deployment web -o jsonpath={.spec.replicas}"));
        Assert.Contains("(NotFound)", (await kubectl.TryAsync("get widget dry")).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Fields_that_do_not_exist_are_refused()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("strict");
        foreach (var (manifest, field) in new[] { (Manifests.Widget("bad", "sise: small"), "spec.sise"), (Manifests.Deployment().Replace("replicas", "replicsa", StringComparison.Ordinal), "spec.replicsa") })
        {
            var (code, _, error) = await kubectl.TryAsync("apply -f", kubectl.File(manifest));
            Assert.Equal(1, code);
            Assert.Contains($"unknown field \"{field}\"", error, StringComparison.Ordinal);
        }

        var invalid = await kubectl.TryAsync("apply -f", kubectl.File(Manifests.Widget("bad", "size: huge")));
        Assert.Contains("spec.size: Unsupported value: \"huge\": supported values: \"small\", \"large\"", invalid.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Server_side_apply_names_whose_field_it_would_take()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("ssa");
        Assert.Contains("serverside-applied", await kubectl.RunAsync("apply --server-side -f", kubectl.File(Manifests.Deployment())), StringComparison.Ordinal);
        var other = kubectl.File(Manifests.Deployment(5));
        var (code, _, error) = await kubectl.TryAsync("apply --server-side --field-manager=other -f", other);
        Assert.Equal(1, code);
        Assert.Contains("conflict with \"kubectl\": .spec.replicas", error, StringComparison.Ordinal);
        await kubectl.RunAsync("apply --server-side --field-manager=other --force-conflicts -f", other);
        Assert.Equal("5", await kubectl.RunAsync("get deployment web -o jsonpath={.spec.replicas}"));
    }

    [SkippableFact]
    public async Task Server_side_apply_takes_over_from_client_side_apply()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("migrate");
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Widget("w", "size: small", ", labels: {a: b}")));
        await kubectl.RunAsync("apply --server-side -f", kubectl.File(Manifests.Widget("w")));
        Assert.Equal("small", await kubectl.RunAsync("get widget w -o jsonpath={.spec.size}"));
        Assert.DoesNotContain("\"a\"", await kubectl.RunAsync("get widget w -o jsonpath={.metadata.labels}"), StringComparison.Ordinal);
        Assert.DoesNotContain("kubectl-client-side-apply", await kubectl.RunAsync("get widget w -o yaml --show-managed-fields"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Edit_patch_label_and_scale()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("edit");
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Widget("w")));
        Assert.Contains("w edited", await kubectl.EditAsync("sed -i 's/size: small/size: large/' \"$1\"", "edit widget w"), StringComparison.Ordinal);
        await kubectl.RunAsync("label widget w a=b");
        await kubectl.RunAsync("annotate widget w note=yes");
        await kubectl.RunAsync("scale widget w --replicas=4");
        await kubectl.RunAsync("patch widget w --type=json -p", """[{"op":"test","path":"/spec/replicas","value":4},{"op":"replace","path":"/spec/replicas","value":2}]""");
        Assert.Equal("large 2 b yes", await kubectl.RunAsync("get widget w -o", "jsonpath={.spec.size} {.spec.replicas} {.metadata.labels.a} {.metadata.annotations.note}"));
        var strategic = await kubectl.TryAsync("patch widget w -p", """{"spec":{"replicas":1}}""");
        Assert.Contains("is not supported by test.lepton.ai/v1", strategic.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_kubectl_creates_itself_comes_in_protobuf()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("create");
        await kubectl.RunAsync("create configmap settings --from-literal=a=b");
        await kubectl.RunAsync("create secret generic login --from-literal=user=me");
        await kubectl.RunAsync("create serviceaccount bot");
        await kubectl.RunAsync("create deployment web --image=nginx --replicas=1");
        await kubectl.RunAsync("autoscale deployment web --min=1 --max=3 --cpu-percent=50");
        await kubectl.RunAsync("create role reader --verb=get,list --resource=pods");
        await kubectl.RunAsync("create quota small --hard=pods=10");
        await kubectl.RunAsync("create job once --image=busybox -- true");
        Assert.Equal("b bWU=", await kubectl.RunAsync("get configmap settings -o jsonpath={.data.a}") + " " + await kubectl.RunAsync("get secret login -o jsonpath={.data.user}"));
        Assert.Equal("cpu 50", await kubectl.RunAsync("get hpa web -o", "jsonpath={.spec.metrics[0].resource.name} {.spec.metrics[0].resource.target.averageUtilization}"));
        Assert.Equal("get list pods", await kubectl.RunAsync("get role reader -o", "jsonpath={.rules[0].verbs[0]} {.rules[0].verbs[1]} {.rules[0].resources[0]}"));
        Assert.Equal("true", await kubectl.RunAsync("get job once -o jsonpath={.spec.template.spec.containers[0].command[0]}"));
    }
}
