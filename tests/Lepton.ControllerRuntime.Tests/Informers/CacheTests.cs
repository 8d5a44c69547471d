using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Informers;

public sealed class CacheTests
{
    private static readonly JsonArray SomeManagedFields = [new JsonObject { ["manager"] = "kubectl" }];

    [Fact]
    public async Task Namespace_and_selectors_are_asked_of_the_server()
    {
        await using var h = new InformerHarness(new() { Namespace = "ns", LabelSelector = "app=x", FieldSelector = "metadata.name=a", MetadataOnly = true });
        h.Put("a", "1", labels: new() { ["app"] = "x" });
        h.Put("a", "2", "elsewhere", new() { ["app"] = "x" });
        h.Put("b", "3", labels: new() { ["app"] = "x" });
        await h.StartAsync();

        Assert.Equal(["ns/a"], h.Informer.Lister.List().Select(RecordingHandler.Name));
        var request = Assert.Single(h.Server.Requests);
        Assert.Equal(("ns", "app=x", "metadata.name=a", true), (request.Namespace, request.Watch!.LabelSelector, request.Watch.FieldSelector, request.Watch.MetadataOnly));
    }

    [Fact]
    public async Task The_same_is_asked_of_an_ordinary_list()
    {
        await using var h = new InformerHarness(new() { Namespace = "ns", LabelSelector = "app=x", FieldSelector = "metadata.name=a", MetadataOnly = true, Reflector = new() { StreamingList = false } });
        await h.StartAsync();

        var request = Assert.Single(h.Server.RequestsOf("list"));
        Assert.Equal(("ns", "app=x", "metadata.name=a", true), (request.Namespace, request.List!.LabelSelector, request.List.FieldSelector, request.List.MetadataOnly));
    }

    [Fact]
    public async Task An_object_whose_labels_leave_the_selection_is_deleted_from_the_cache()
    {
        await using var h = new InformerHarness(new() { LabelSelector = "app=x" });
        h.Put("a", "1", labels: new() { ["app"] = "x" });
        await h.StartAsync();
        h.Put("a", "2", labels: new() { ["app"] = "y" });
        await h.CallsAsync(2);

        Assert.Equal(["initial ns/a=1", "delete ns/a=1"], h.Handler.Calls);
        Assert.Equal(0, h.Informer.Lister.Count);
    }

    [Fact]
    public async Task ManagedFields_are_dropped_by_default()
    {
        await using var h = new InformerHarness();
        await using var keeping = new SharedInformer<V1ConfigMap>(h.Server, new() { KeepManagedFields = true }, time: h.Time);
        var map = InformerHarness.Map("a", "1");
        map.Metadata.ManagedFields = (JsonArray)SomeManagedFields.DeepClone();
        h.Server.Put(map);
        await h.StartAsync();
        keeping.Start();
        await Eventually.EndAsync(keeping.WaitForSyncAsync());

        Assert.Null(h.Informer.Lister.Get("ns", "a")!.Metadata.ManagedFields);
        Assert.NotNull(keeping.Lister.Get("ns", "a")!.Metadata.ManagedFields);
    }

    [Fact]
    public async Task ManagedFields_of_unstructured_objects_are_dropped_from_their_JSON()
    {
        var server = new FakeResource<UnstructuredObject>(definition: new("example.com", "v1", "Widget", "widgets", true));
        var widget = new UnstructuredObject(new() { ["apiVersion"] = "example.com/v1", ["kind"] = "Widget", ["metadata"] = new JsonObject { ["name"] = "w", ["namespace"] = "ns", ["managedFields"] = SomeManagedFields.DeepClone() } });
        server.Put(widget);
        await using var informer = new SharedInformer<UnstructuredObject>(server);
        informer.Start();
        await Eventually.EndAsync(informer.WaitForSyncAsync());

        var cached = informer.Lister.Get("ns", "w")!;
        Assert.Null(cached.Metadata.ManagedFields);
        Assert.DoesNotContain("managedFields", cached.ToJson().ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_transform_reduces_objects_of_lists_and_of_changes()
    {
        await using var h = new InformerHarness(new()
        {
            Transform = m =>
            {
                m.Data = new() { ["v"] = m.Data!["v"].ToUpperInvariant() };
                return m;
            },
        });
        h.Put("a", "one");
        await h.StartAsync();
        h.Put("b", "two");
        await h.CachedAsync("b", "TWO");

        Assert.Equal("ONE", h.Cached("a"));
        Assert.Equal(["initial ns/a=ONE", "add ns/b=TWO"], h.Handler.Calls);
    }

    [Fact]
    public async Task An_object_whose_transform_fails_is_cached_as_it_came()
    {
        await using var h = new InformerHarness(new() { Transform = m => m.Metadata.Name == "bad" ? throw new InvalidOperationException("transform") : m });
        h.Put("bad", "1");
        h.Put("good", "2");
        await h.StartAsync();

        Assert.Equal(("1", "2"), (h.Cached("bad"), h.Cached("good")));
    }

    [Fact]
    public async Task Kind_and_apiVersion_are_filled_in()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        await h.StartAsync();

        var cached = h.Informer.Lister.Get("ns", "a")!;
        Assert.Equal(("v1", "ConfigMap"), (cached.ApiVersion, cached.Kind));
    }

    [Fact]
    public async Task Indexers_find_objects_by_what_is_in_them_through_every_change()
    {
        await using var h = new InformerHarness(new()
        {
            Indexers = new Dictionary<string, Func<V1ConfigMap, IEnumerable<string>>>
            {
                ["words"] = m => RecordingHandler.Value(m).Split(' '),
                ["faulty"] = m => RecordingHandler.Value(m) == "three" ? throw new InvalidOperationException("indexer") : [RecordingHandler.Value(m)],
            },
        });
        h.Put("a", "one two");
        h.Put("b", "two");
        await h.StartAsync();
        Assert.Equal(["ns/a", "ns/b"], Named("words", "two"));
        Assert.Equal(["ns/a"], Named("words", "one"));

        h.Put("a", "three");
        await h.CachedAsync("a", "three");
        Assert.Equal(["ns/b"], Named("words", "two"));
        Assert.Empty(Named("words", "one"));
        Assert.Equal(["ns/a"], Named("words", "three"));
        Assert.Empty(Named("faulty", "three"));
        Assert.Empty(Named("faulty", "one two"));

        h.Server.Remove("b", "ns");
        await h.CachedAsync("b", null);
        Assert.Empty(Named("words", "two"));
        var error = Assert.Throws<KeyNotFoundException>(() => h.Informer.Lister.ByIndex("node", "n1"));
        Assert.Contains("words", error.Message, StringComparison.Ordinal);

        IEnumerable<string> Named(string index, string value) => h.Informer.Lister.ByIndex(index, value).Select(RecordingHandler.Name).Order();
    }

    [Fact]
    public async Task The_lister_answers_a_moment_and_the_same_array_until_something_changes()
    {
        await using var h = new InformerHarness();
        h.Put("a", "1");
        h.Put("a", "1", "other");
        await h.StartAsync();
        var before = h.Informer.Lister.List();
        Assert.Same(before, h.Informer.Lister.List());
        Assert.Equal(["other/a"], h.Informer.Lister.List("other").Select(RecordingHandler.Name));
        Assert.True(h.Informer.Lister.TryGet(new NamespacedName("ns", "a"), out _));
        Assert.False(h.Informer.Lister.TryGet(new NamespacedName("ns", "nosuch"), out _));

        h.Put("b", "1");
        await h.CachedAsync("b", "1");
        Assert.Equal(2, before.Count);
        Assert.Equal(3, h.Informer.Lister.List().Count);
    }
}
