using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Lepton.ControllerRuntime.Tests.Informers;

/// <summary>Servers and proxies that send what they should not: it is survived, named where it is an error, and nothing that is right is lost by it.</summary>
public sealed class BadInputTests
{
    /// <summary>Objects no server should send, and what they would be called.</summary>
    public static TheoryData<string> Nameless { get; } =
    [
        """{"kind":"ConfigMap","apiVersion":"v1","data":{"v":"x"}}""",
        """{"kind":"ConfigMap","apiVersion":"v1","metadata":null}""",
        """{"kind":"ConfigMap","apiVersion":"v1","metadata":{}}""",
        """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":""}}""",
        "{}",
    ];

    [Theory]
    [MemberData(nameof(Nameless))]
    public async Task Objects_without_metadata_are_left_out_of_lists_and_watches(string nameless)
    {
        await using var i = await ScriptedInformer.StartAsync(streaming: false, null,
            c => c.JsonAsync(ScriptedInformer.List("5", nameless, ScriptedInformer.Map("a", "4"))),
            Watch(("ADDED", nameless), ("MODIFIED", nameless), ("DELETED", nameless), ("ADDED", ScriptedInformer.Map("b", "7"))));
        await i.AskedAsync(3);

        await i.ToldAsync("initial ns/a=1", "add ns/b=1");
        Assert.Equal("?watch=true&resourceVersion=7&allowWatchBookmarks=true", i.Asked[2]);
        Assert.Equal(0, i.Informer.Health.ConsecutiveFailures);
    }

    [Fact]
    public async Task Duplicate_and_impossible_events_do_no_harm()
    {
        await using var i = await ScriptedInformer.StartAsync(streaming: false, null,
            c => c.JsonAsync(ScriptedInformer.List("5", ScriptedInformer.Map("a", "4"))),
            Watch(
                ("ADDED", ScriptedInformer.Map("a", "4")),
                ("MODIFIED", ScriptedInformer.Map("a", "6", "2")),
                ("MODIFIED", ScriptedInformer.Map("a", "6", "2")),
                ("MODIFIED", ScriptedInformer.Map("unknown", "7")),
                ("DELETED", ScriptedInformer.Map("never", "8")),
                ("DELETED", ScriptedInformer.Map("a", "9", "2")),
                ("DELETED", ScriptedInformer.Map("a", "9", "2")),
                ("ADDED", ScriptedInformer.Map("a", "10", "again"))));
        await i.AskedAsync(3);

        await i.ToldAsync("initial ns/a=1", "update ns/a=1->2", "add ns/unknown=1", "delete ns/a=2", "add ns/a=again");
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999999")]
    [InlineData("1.5e3")]
    [InlineData("a/b&c=d ü")]
    public async Task Versions_are_words_not_numbers(string version)
    {
        await using var i = await ScriptedInformer.StartAsync(streaming: false, null,
            c => c.JsonAsync(ScriptedInformer.List(version, ScriptedInformer.Map("a", version))),
            Watch(("MODIFIED", ScriptedInformer.Map("a", version + "x", "2"))));
        await i.AskedAsync(3);

        Assert.Equal($"?watch=true&resourceVersion={Uri.EscapeDataString(version)}&allowWatchBookmarks=true", i.Asked[1]);
        Assert.Equal($"?watch=true&resourceVersion={Uri.EscapeDataString(version + "x")}&allowWatchBookmarks=true", i.Asked[2]);
        await i.ToldAsync("initial ns/a=1", "update ns/a=1->2");
    }

    [Theory]
    [InlineData("<html>login</html>", "text/html")]
    [InlineData("null", "application/json")]
    [InlineData("[1,2]", "application/json")]
    [InlineData("""{"kind":"ConfigMapList","items":[""", "application/json")]
    [InlineData("""{"kind":"ConfigMapList","items":"none"}""", "application/json")]
    [InlineData("\u0000\u0001\u0002", "application/octet-stream")]
    public async Task A_list_that_is_none_is_a_typed_error_and_the_next_one_counts(string body, string type)
    {
        await using var i = await ScriptedInformer.StartAsync(streaming: false, null, c =>
        {
            c.Response.ContentType = type;
            return c.Response.WriteAsync(body);
        }, c => c.JsonAsync(ScriptedInformer.List("5", ScriptedInformer.Map("a", "4"))));
        await i.AskedAsync(3);

        await i.ToldAsync("initial ns/a=1");
        var error = Assert.IsType<KubernetesResponseException>(i.Informer.Health.LastError);
        Assert.Contains("GET /api/v1/configmaps", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello\n")]
    [InlineData("{\"type\":\"SURPRISE\",\"object\":{}}\n")]
    [InlineData("{\"type\":\"ADDED\"}\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":5}\n")]
    [InlineData("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\"}}\n")]
    public async Task A_line_that_is_no_event_costs_a_list_and_nothing_else(string line)
    {
        await using var i = await ScriptedInformer.StartAsync(streaming: false, null,
            c => c.JsonAsync(ScriptedInformer.List("5", ScriptedInformer.Map("a", "4"))),
            c => c.Response.WriteAsync(line),
            c => c.JsonAsync(ScriptedInformer.List("8", ScriptedInformer.Map("a", "7", "2"))));
        await i.AskedAsync(4);

        await i.ToldAsync("initial ns/a=1", "update ns/a=1->2");
        Assert.True(i.Informer.Health.LastError is KubernetesResponseException or KubernetesApiException, $"{i.Informer.Health.LastError}");
    }

    [Fact]
    public async Task Answers_and_events_over_the_limit_are_named_and_the_informer_goes_on()
    {
        var huge = ScriptedInformer.Map("huge", "6", new string('x', 5000));
        await using var i = await ScriptedInformer.StartAsync(streaming: false, new() { MaxListBytes = 2000, MaxObjectBytes = 1000 },
            c => c.JsonAsync(ScriptedInformer.List("5", huge)),
            c => c.JsonAsync(ScriptedInformer.List("5", ScriptedInformer.Map("a", "4"))),
            Watch(("ADDED", huge)),
            c => c.JsonAsync(ScriptedInformer.List("9", ScriptedInformer.Map("a", "8", "2"))));
        await i.AskedAsync(5);

        await i.ToldAsync("initial ns/a=1", "update ns/a=1->2");
        Assert.Contains("an event is larger than 1000 bytes", Assert.IsType<KubernetesResponseException>(i.Informer.Health.LastError).Message, StringComparison.Ordinal);
    }

    private static Func<HttpContext, Task> Watch(params (string Type, string Object)[] events) => async context =>
    {
        await context.BeginWatchAsync();
        foreach (var (type, value) in events)
            await context.EventAsync(type, value);
    };
}
