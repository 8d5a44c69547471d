using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Lepton.ControllerRuntime.Tests.Informers;

/// <summary>An informer of ConfigMaps with the real client, at a server that gives one answer after the other; when it has no more, it accepts and is silent.</summary>
internal sealed class ScriptedInformer : IAsyncDisposable
{
    private readonly KubernetesClient _client;

    private ScriptedInformer(ScriptedServer server, KubernetesClientOptions? options, bool streaming)
    {
        Server = server;
        _client = new(new() { Host = server.Url }, (options ?? new()) with { Time = Time });
        Informer = new(_client.Resource<V1ConfigMap>(), new() { Reflector = new() { StreamingList = streaming, Seed = 1 } }, time: Time);
        Informer.AddHandler(Handler);
    }

    /// <summary>Pauses and patience pass thirty times faster than they are: with a hundred, on a busy machine, patience was over before the first answer.</summary>
    internal AcceleratedTimeProvider Time { get; } = new(30);

    internal ScriptedServer Server { get; }

    internal SharedInformer<V1ConfigMap> Informer { get; }

    internal RecordingHandler Handler { get; } = new();

    /// <summary>Path and query of every request so far, without the random time-out.</summary>
    internal IReadOnlyList<string> Asked => [.. Server.Requests.Select(r => r.PathAndQuery.Split("&timeoutSeconds")[0]["/api/v1/configmaps".Length..])];

    internal static async Task<ScriptedInformer> StartAsync(bool streaming, KubernetesClientOptions? options, params Func<HttpContext, Task>[] answers)
    {
        var next = -1;
        var server = await ScriptedServer.StartAsync(async context =>
        {
            var at = Interlocked.Increment(ref next);
            if (at < answers.Length)
            {
                await answers[at](context);
                return;
            }

            await context.BeginWatchAsync();
            await context.HoldAsync();
        });
        var informer = new ScriptedInformer(server, options, streaming);
        informer.Informer.Start();
        return informer;
    }

    internal static string List(string version, params string[] items) =>
        $$$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}"},"items":[{{{string.Join(',', items)}}}]}""";

    internal static string Map(string name, string version, string value = "1") =>
        $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"ns","uid":"u-{{{name}}}","resourceVersion":"{{{version}}}"},"data":{"v":"{{{value}}}"}}""";

    /// <summary>Waits until everything scripted was asked for, and one request more.</summary>
    internal Task AskedAsync(int requests) => Eventually.TrueAsync(() => Server.Requests.Count >= requests);

    /// <summary>The handler was told exactly this.</summary>
    internal async Task ToldAsync(params string[] calls)
    {
        await Eventually.TrueAsync(() => Handler.Count >= calls.Length);
        Assert.Equal(calls, Handler.Calls);
        Assert.Empty(Handler.Contradictions);
    }

    public async ValueTask DisposeAsync()
    {
        await Informer.DisposeAsync();
        _client.Dispose();
        await Server.DisposeAsync();
    }
}
