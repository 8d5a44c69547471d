namespace Lepton.Sandbox.Tests.Kubectl;

/// <summary>The ways to look at a cluster with kubectl.</summary>
[Collection(KubectlCollection.Name)]
public sealed class ReadSessionTests(KubectlFixture fixture)
{
    [SkippableTheory]
    [InlineData("explain deployment.spec.replicas", "KIND:       Deployment", "FIELD: replicas <integer>", "Number of pods wanted; 1 by default.")]
    [InlineData("explain pod.spec.containers.resources", "FIELD: resources <ResourceRequirements>", "limits\t<map[string]Quantity>")]
    [InlineData("explain widget", "GROUP:      test.lepton.ai", "A thing of some size.", "metadata\t<ObjectMeta>")]
    [InlineData("explain widget.spec", "FIELD: spec <Object>", "enum: small, large", "How big it is.")]
    [InlineData("explain hpa --recursive", "VERSION:    v2", "averageUtilization\t<integer>")]
    [InlineData("explain job --api-version=batch/v1", "KIND:       Job", "spec\t<JobSpec>")]
    public async Task Explain_knows_built_in_and_custom_kinds(string command, params string[] parts)
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var text = await fixture.Admin().RunAsync(command.Split(' '));
        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Get_describe_and_events()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("read");
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Deployment()));
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Widget("w")));
        await kubectl.RunAsync("rollout status deployment/web --timeout=120s");
        Assert.Matches(@"^NAME +SIZE\nw +small\n$", await kubectl.RunAsync("get wg"));
        Assert.Matches(@"^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2/2 +2 +2 +\d+s\n$", await kubectl.RunAsync("get deployments"));
        Assert.Matches(@"web-[a-z0-9]+-[a-z0-9]{5} +1/1 +Running +0 ", await kubectl.RunAsync("get pods"));
        Assert.Equal(2, (await kubectl.RunAsync("get pods -l app=web -o name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var described = await kubectl.RunAsync("describe deployment web");
        Assert.Matches(@"Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable", described);
        Assert.Contains("ScalingReplicaSet", described, StringComparison.Ordinal);
        Assert.Contains("Successfully assigned read/web-", await kubectl.RunAsync("events"), StringComparison.Ordinal);
        Assert.Matches(@"Size: +small", await kubectl.RunAsync("describe widget w"));
        Assert.Contains("the server doesn't have a resource type \"gadgets\"", (await kubectl.TryAsync("get gadgets")).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Get_with_w_shows_each_change()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("follow");
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Widget("w")));
        var lines = await kubectl.FollowAsync("large", () => kubectl.RunAsync("patch widget w --type=merge -p", """{"spec":{"size":"large"}}"""), "get wg -w");
        Assert.Matches("^NAME +SIZE$", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("w ", StringComparison.Ordinal) && line.EndsWith("small", StringComparison.Ordinal));
        Assert.Matches("^w +large$", lines[^1]);
    }

    [SkippableFact]
    public async Task Wait_for_conditions_values_and_deletion()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var kubectl = await fixture.SessionAsync("waiting");
        await kubectl.RunAsync("apply -f", kubectl.File(Manifests.Widget("w")));
        var late = await kubectl.TryAsync("wait --for=condition=Ready widget/w --timeout=1s");
        Assert.Contains("timed out waiting for the condition", late.Error, StringComparison.Ordinal);
        await kubectl.RunAsync("patch widget w --subresource=status --type=merge -p", """{"status":{"phase":"Up","conditions":[{"type":"Ready","status":"True"}]}}""");
        Assert.Contains("condition met", await kubectl.RunAsync("wait --for=condition=Ready widget/w --timeout=60s"), StringComparison.Ordinal);
        Assert.Contains("condition met", await kubectl.RunAsync("wait --for=jsonpath={.status.phase}=Up widget/w --timeout=60s"), StringComparison.Ordinal);
        var gone = kubectl.RunAsync("wait --for=delete widget/w --timeout=60s");
        await kubectl.RunAsync("delete widget w");
        await gone;
    }

    [SkippableFact]
    public async Task Discovery_lists_the_kinds()
    {
        Skip.If(KubectlFixture.Missing is not null, KubectlFixture.Missing);
        var resources = await fixture.Admin().RunAsync("api-resources");
        foreach (var line in new[] { @"widgets +wg +test\.lepton\.ai/v1 +true +Widget", @"deployments +deploy +apps/v1 +true +Deployment", @"nodes +no +v1 +false +Node" })
            Assert.Matches(line, resources);
        Assert.Contains("autoscaling/v2", await fixture.Admin().RunAsync("api-versions"), StringComparison.Ordinal);
        Assert.Contains("Server Version: v1.36", await fixture.Admin().RunAsync("version"), StringComparison.Ordinal);
    }
}
