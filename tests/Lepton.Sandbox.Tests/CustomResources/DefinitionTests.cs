using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.CustomResources;

/// <summary>The life of a CRD and of its instances.</summary>
public sealed class DefinitionTests : IAsyncLifetime
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Definition = Definitions + "/widgets.test.lepton.ai";
    private const string Widgets = "/apis/test.lepton.ai/v1/namespaces/default/widgets";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_definition_is_accepted_established_and_served()
    {
        Assert.Equal(404, (await _cluster.GetAsync(Widgets)).Status);
        await using var watch = await _cluster.WatchAsync($"{Definitions}?watch=1");
        var created = (await _cluster.PostAsync(Definitions, Objects.WidgetDefinition())).Expect(201);
        Assert.Equal("WidgetList", (string?)created["spec"]!["names"]!["listKind"]);
        Assert.Equal("widget", (string?)created["spec"]!["names"]!["singular"]);
        Assert.Equal("None", (string?)created["spec"]!["conversion"]!["strategy"]);
        Assert.Equal("ADDED widgets.test.lepton.ai", await watch.NextBriefAsync());
        Assert.Equal("NamesAccepted=True Established=False", Summary((await watch.NextAsync())!));
        Assert.Equal("NamesAccepted=True Established=True", Summary((await watch.NextAsync())!));
        Assert.Empty((JsonArray)(await _cluster.GetAsync(Widgets)).Expect(200)["items"]!);
    }

    [Fact]
    public async Task Instances_are_pruned_and_defaulted()
    {
        await InstallAsync();
        var widget = Objects.Widget("a");
        widget["spec"]!["nosuch"] = 1;
        var response = await _cluster.PostAsync(Widgets, widget);
        var created = response.Expect(201);
        Assert.Equal(["299 - \"unknown field \\\"spec.nosuch\\\"\""], response.Warnings);
        Assert.Equal("""{"replicas":1,"size":"small"}""", created["spec"]!.ToJsonString());
        Assert.Equal(1, (int)created["metadata"]!["generation"]!);
        Assert.Equal(["apiVersion", "kind", "metadata", "spec"], created.Select(p => p.Key));
        var strict = await _cluster.PostAsync($"{Widgets}?fieldValidation=Strict", Objects.Parse("""{"apiVersion":"test.lepton.ai/v1","kind":"Widget","metadata":{"name":"b"},"spec":{"nosuch":1}}"""));
        strict.ExpectError(400, "BadRequest", "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.nosuch\"");
    }

    [Fact]
    public async Task Generation_counts_spec_changes_only()
    {
        await InstallAsync();
        (await _cluster.PostAsync(Widgets, Objects.Widget("a"))).Expect(201);
        Assert.Equal(1, Generation(await _cluster.MergeAsync($"{Widgets}/a", """{"metadata":{"labels":{"x":"y"}}}""")));
        Assert.Equal(1, Generation(await _cluster.MergeAsync($"{Widgets}/a/status", """{"status":{"phase":"Ready"}}""")));
        Assert.Equal(2, Generation(await _cluster.MergeAsync($"{Widgets}/a", """{"spec":{"size":"large"}}""")));
    }

    [Fact]
    public async Task New_defaults_show_on_stored_objects_without_a_new_version()
    {
        await InstallAsync();
        var before = (await _cluster.PostAsync(Widgets, Objects.Widget("a"))).Expect(201);
        (await _cluster.SendAsync(HttpMethod.Patch, Definition,
            """[{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/added","value":{"type":"string","default":"new"}}]""",
            "application/json-patch+json")).Expect(200);
        var after = await Eventually.GetAsync(async () => (await _cluster.GetAsync($"{Widgets}/a")).Expect(200) is var o && o["spec"]!["added"] is not null ? o : null, "the new default");
        Assert.Equal("new", (string?)after["spec"]!["added"]);
        Assert.Equal((string?)before["metadata"]!["resourceVersion"], (string?)after["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_second_definition_with_the_same_kind_is_not_served()
    {
        await InstallAsync();
        var other = Objects.WidgetDefinition();
        other["metadata"]!["name"] = "gadgets.test.lepton.ai";
        other["spec"]!["names"] = JsonNode.Parse("""{"plural":"gadgets","kind":"Widget","listKind":"GadgetList","singular":"gadget"}""");
        (await _cluster.PostAsync(Definitions, other)).Expect(201);
        var condition = await Eventually.GetAsync(async () =>
            (await _cluster.GetAsync($"{Definitions}/gadgets.test.lepton.ai")).Json["status"]?["conditions"]?[0] as JsonObject, "a condition");
        Assert.Equal("False", (string?)condition["status"]);
        Assert.Equal("KindConflict", (string?)condition["reason"]);
        Assert.Equal(404, (await _cluster.GetAsync("/apis/test.lepton.ai/v1/gadgets")).Status);
    }

    [Fact]
    public async Task Deleting_a_definition_takes_its_instances_along()
    {
        await InstallAsync();
        (await _cluster.PostAsync(Widgets, Objects.Widget("a"))).Expect(201);
        var held = Objects.Widget("held");
        held["metadata"]!["finalizers"] = new JsonArray("test.lepton.ai/hold");
        (await _cluster.PostAsync(Widgets, held)).Expect(201);
        var deleted = (await _cluster.DeleteAsync(Definition)).Expect(200);
        Assert.Equal("customresourcecleanup.apiextensions.k8s.io", (string?)deleted["metadata"]!["finalizers"]![0]);
        await Eventually.TrueAsync(async () => (await _cluster.GetAsync($"{Widgets}/a")).Status == 404, "the instance to go");
        Assert.Equal(200, (await _cluster.GetAsync(Definition)).Status);
        (await _cluster.MergeAsync($"{Widgets}/held", """{"metadata":{"finalizers":null}}""")).Expect(200);
        await Eventually.TrueAsync(async () => (await _cluster.GetAsync(Definition)).Status == 404, "the definition to go");
        await Eventually.TrueAsync(async () => (await _cluster.GetAsync("/apis/test.lepton.ai/v1")).Status == 404, "the group to go");
    }

    [Fact]
    public async Task A_put_without_resource_version_is_refused()
    {
        await InstallAsync();
        (await _cluster.PostAsync(Widgets, Objects.Widget("a"))).Expect(201);
        (await _cluster.PutAsync($"{Widgets}/a", Objects.Widget("a"))).ExpectError(422, "Invalid",
            "widgets.test.lepton.ai \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    }

    private async Task InstallAsync()
    {
        (await _cluster.PostAsync(Definitions, Objects.WidgetDefinition())).Expect(201);
        await Eventually.TrueAsync(async () => (await _cluster.GetAsync(Widgets)).Status == 200, "the resource to be served");
    }

    private static int Generation(TestResponse response) => (int)response.Expect(200)["metadata"]!["generation"]!;

    private static string Summary(JsonObject e) => string.Join(" ", ((JsonArray)e["object"]!["status"]!["conditions"]!).Select(c => $"{(string?)c!["type"]}={(string?)c["status"]}"));
}
