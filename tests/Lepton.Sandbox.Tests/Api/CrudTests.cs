using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Api;

/// <summary>Create, read, replace, patch and delete over HTTP.</summary>
public sealed class CrudTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/w/configmaps";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        await _cluster.CreateNamespaceAsync("w");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_created_object_is_answered_with_what_the_server_sets()
    {
        var created = (await _cluster.PostAsync(Maps, Objects.Parse(
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"11111111-2222-3333-4444-555555555555","creationTimestamp":"2020-01-01T00:00:00Z","generation":7,"selfLink":"/x","deletionTimestamp":"2020-01-01T00:00:00Z"},"data":{"k":"v"}}"""))).Expect(201);

        var metadata = created["metadata"]!;
        Assert.Equal("w", (string?)metadata["namespace"]);
        Assert.NotEqual("11111111-2222-3333-4444-555555555555", (string?)metadata["uid"]);
        Assert.NotEqual("2020-01-01T00:00:00Z", (string?)metadata["creationTimestamp"]);
        Assert.Equal(7, (int)metadata["generation"]!);
        Assert.Null(metadata["selfLink"]);
        Assert.Null(metadata["deletionTimestamp"]);
        Assert.Equal(["kind", "apiVersion", "metadata", "data"], created.Select(p => p.Key));
        Assert.Equal(created.ToJsonString(), (await _cluster.GetAsync($"{Maps}/a")).Json.ToJsonString());
    }

    [Fact]
    public async Task Names_are_generated_and_a_given_name_wins()
    {
        var generated = (await _cluster.PostAsync(Maps, """{"metadata":{"generateName":"gen-"}}""")).Expect(201);
        Assert.Matches("^gen-[a-z0-9]{5}$", (string?)generated["metadata"]!["name"]);
        var named = (await _cluster.PostAsync(Maps, """{"metadata":{"generateName":"gen-","name":"named"}}""")).Expect(201);
        Assert.Equal("named", (string?)named["metadata"]!["name"]);
        var cut = (await _cluster.PostAsync(Maps, $$$"""{"metadata":{"generateName":"{{{new string('g', 62)}}}-"}}""")).Expect(201);
        Assert.Equal(63, ((string?)cut["metadata"]!["name"])!.Length);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_leaves_the_resource_version()
    {
        var created = (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        var put = (await _cluster.PutAsync($"{Maps}/a", created)).Expect(200);
        var patched = (await _cluster.MergeAsync($"{Maps}/a", """{"data":{"k":"v"}}""")).Expect(200);
        Assert.Equal((string?)created["metadata"]!["resourceVersion"], (string?)put["metadata"]!["resourceVersion"]);
        Assert.Equal((string?)created["metadata"]!["resourceVersion"], (string?)patched["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_put_with_a_stale_resource_version_is_refused_and_without_one_overwrites()
    {
        var created = (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        (await _cluster.MergeAsync($"{Maps}/a", """{"data":{"k":"2"}}""")).Expect(200);
        (await _cluster.PutAsync($"{Maps}/a", created)).ExpectError(409, "Conflict",
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again");
        var overwritten = (await _cluster.PutAsync($"{Maps}/a", Objects.ConfigMap("a", "3"))).Expect(200);
        Assert.Equal("3", (string?)overwritten["data"]!["k"]);
        Assert.Equal((string?)created["metadata"]!["uid"], (string?)overwritten["metadata"]!["uid"]);
    }

    [Fact]
    public async Task A_resource_version_in_a_merge_patch_is_a_precondition()
    {
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        Assert.Equal(409, (await _cluster.MergeAsync($"{Maps}/a", """{"metadata":{"resourceVersion":"1"},"data":{"k":"2"}}""")).Status);
    }

    [Fact]
    public async Task Json_patch_operations_are_applied_in_order_and_fail_as_one()
    {
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        const string Type = "application/json-patch+json";
        var patched = (await _cluster.SendAsync(HttpMethod.Patch, $"{Maps}/a",
            """[{"op":"test","path":"/data/k","value":"v"},{"op":"add","path":"/metadata/annotations","value":{"a/b":"0"}},{"op":"replace","path":"/metadata/annotations/a~1b","value":"1"},{"op":"move","from":"/data/k","path":"/data/m"},{"op":"replace","path":"/data/new","value":"n"}]""", Type)).Expect(200);
        Assert.Equal("""{"m":"v","new":"n"}""", patched["data"]!.ToJsonString());
        Assert.Equal("1", (string?)patched["metadata"]!["annotations"]!["a/b"]);
        (await _cluster.SendAsync(HttpMethod.Patch, $"{Maps}/a", """[{"op":"remove","path":"/data/m"},{"op":"remove","path":"/data/none"}]""", Type))
            .ExpectError(422, "Invalid", "the server rejected our request due to an error in our request");
        Assert.Equal("v", (string?)(await _cluster.GetAsync($"{Maps}/a")).Json["data"]!["m"]);
    }

    [Fact]
    public async Task Dry_runs_answer_as_if_and_store_nothing()
    {
        var dry = (await _cluster.PostAsync($"{Maps}?dryRun=All", Objects.ConfigMap("a"))).Expect(201);
        Assert.NotNull(dry["metadata"]!["uid"]);
        Assert.Null(dry["metadata"]!["resourceVersion"]);
        Assert.Equal(404, (await _cluster.GetAsync($"{Maps}/a")).Status);
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        Assert.Equal("2", (string?)(await _cluster.MergeAsync($"{Maps}/a?dryRun=All", """{"data":{"k":"2"}}""")).Expect(200)["data"]!["k"]);
        (await _cluster.DeleteAsync($"{Maps}/a?dryRun=All")).Expect(200);
        Assert.Equal("v", (string?)(await _cluster.GetAsync($"{Maps}/a")).Json["data"]!["k"]);
    }

    [Fact]
    public async Task The_status_path_writes_status_only_and_the_main_path_everything_else()
    {
        const string Web = "/apis/apps/v1/namespaces/w/deployments/web";
        (await _cluster.PostAsync("/apis/apps/v1/namespaces/w/deployments", Objects.Deployment("web"))).Expect(201);
        var status = (await _cluster.MergeAsync($"{Web}/status", """{"metadata":{"labels":{"x":"y"}},"spec":{"replicas":9},"status":{"replicas":1}}""")).Expect(200);
        Assert.Equal(1, (int)status["spec"]!["replicas"]!);
        Assert.Equal(1, (int)status["status"]!["replicas"]!);
        Assert.Null(status["metadata"]!["labels"]!["x"]);
        Assert.Equal(1, (int)status["metadata"]!["generation"]!);
        var spec = (await _cluster.MergeAsync(Web, """{"spec":{"replicas":2},"status":{"replicas":7}}""")).Expect(200);
        Assert.Equal(1, (int)spec["status"]!["replicas"]!);
        Assert.Equal(2, (int)spec["metadata"]!["generation"]!);
    }

    [Fact]
    public async Task Scale_reads_and_writes_replicas()
    {
        const string Web = "/apis/apps/v1/namespaces/w/deployments/web";
        (await _cluster.PostAsync("/apis/apps/v1/namespaces/w/deployments", Objects.Deployment("web", 3))).Expect(201);
        var scale = (await _cluster.GetAsync($"{Web}/scale")).Expect(200);
        Assert.Equal("Scale", (string?)scale["kind"]);
        Assert.Equal(3, (int)scale["spec"]!["replicas"]!);
        Assert.Equal("app=web", (string?)scale["status"]!["selector"]);
        scale["spec"]!["replicas"] = 5;
        Assert.Equal(5, (int)(await _cluster.PutAsync($"{Web}/scale", scale)).Expect(200)["spec"]!["replicas"]!);
        Assert.Equal(409, (await _cluster.PutAsync($"{Web}/scale", scale)).Status);
        (await _cluster.MergeAsync($"{Web}/scale", """{"spec":{"replicas":0}}""")).Expect(200);
        Assert.Equal(0, (int)(await _cluster.GetAsync(Web)).Json["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task Yaml_is_read_and_written()
    {
        (await _cluster.SendAsync(HttpMethod.Post, Maps, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: y\ndata:\n  k: \"1\"\n", "application/yaml")).Expect(201);
        var yaml = await _cluster.GetAsync($"{Maps}/y", "application/yaml");
        Assert.Equal("application/yaml", yaml.ContentType);
        Assert.Contains("data:\n  k: \"1\"\nkind: ConfigMap\n", yaml.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_addresses_are_given_out_once_and_kept()
    {
        const string Services = "/api/v1/namespaces/w/services";
        var one = (await _cluster.PostAsync(Services, """{"metadata":{"name":"one"},"spec":{"ports":[{"port":80}]}}""")).Expect(201);
        var two = (await _cluster.PostAsync(Services, """{"metadata":{"name":"two"},"spec":{"ports":[{"port":80}]}}""")).Expect(201);
        var address = (string?)one["spec"]!["clusterIP"];
        Assert.Matches(@"^10\.0\.\d+\.\d+$", address);
        Assert.NotEqual(address, (string?)two["spec"]!["clusterIP"]);
        var put = (await _cluster.PutAsync($"{Services}/one", """{"metadata":{"name":"one"},"spec":{"ports":[{"port":81}]}}""")).Expect(200);
        Assert.Equal(address, (string?)put["spec"]!["clusterIP"]);
    }

    [Fact]
    public async Task What_is_inside_is_the_same_as_over_http()
    {
        var resource = new Storage.GroupVersionResource("", "v1", "configmaps");
        _cluster.Inside.Create(resource, "w", Objects.ConfigMap("a"));
        _cluster.Inside.Update(resource, "w", "a", m =>
        {
            m["data"]!["k"] = "inside";
            return true;
        });
        var seen = (await _cluster.GetAsync($"{Maps}/a")).Expect(200);
        Assert.Equal("inside", (string?)seen["data"]!["k"]);
        Assert.Equal(seen.ToJsonString(), _cluster.Inside.Get(resource, "w", "a")!.ToJsonString());
        Assert.Null(_cluster.Inside.Update(resource, "w", "none", _ => true));
        Assert.True(_cluster.Inside.Delete(resource, "w", "a"));
        Assert.False(_cluster.Inside.Delete(resource, "w", "a"));
        Assert.Equal(404, (await _cluster.GetAsync($"{Maps}/a")).Status);
    }
}
