using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Lepton.Testing.Http;
using Lepton.Testing.Tls;
using Microsoft.AspNetCore.Http;

namespace Lepton.Benchmarks.Runtime;

/// <summary>
/// A server with any number of pods and nodes, over TLS and HTTP/2: lists in pages, streaming lists, watches with as many changes as are asked for, and applies that are
/// answered with what was sent. It does as little as a server can, so that what is measured is the client.
/// </summary>
internal sealed class ObjectServer(int pods, int nodes)
{
    /// <summary>POST, with <c>?count=</c>: so many changes go out on every open watch.</summary>
    public const string ChangesPath = "/bench/changes";

    private const int Flush = 64 << 10;
    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal)
    {
        ["/api/v1/pods"] = new Kind("Pod", SampleObjects.Pod(), pods),
        ["/api/v1/nodes"] = new Kind("Node", SampleObjects.Node(), nodes),
    };

    private readonly ConcurrentDictionary<object, Channel<int>> _watches = new();
    private long _version = 10_000_000;

    public Task<ScriptedServer> StartAsync(IssuedCertificate certificate) => ScriptedServer.StartAsync(certificate, AnswerAsync);

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (HttpMethods.IsPatch(context.Request.Method))
            return EchoAsync(context);
        if (path == ChangesPath)
            return ChangeAsync(context);
        if (!_kinds.TryGetValue(path, out var kind))
            return NotFoundAsync(context);
        context.Response.ContentType = "application/json";
        var template = context.Request.Headers.Accept.ToString().Contains("as=PartialObjectMetadata", StringComparison.Ordinal) ? kind.Metadata : kind.Object;
        return context.Request.Query["watch"] == "true" ? WatchAsync(context, kind, template) : ListAsync(context, kind, template);
    }

    private async Task ListAsync(HttpContext context, Kind kind, ObjectTemplate template)
    {
        var query = context.Request.Query;
        var from = int.TryParse(query["continue"], CultureInfo.InvariantCulture, out var start) ? start : 0;
        var until = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var limit) && limit > 0 ? Math.Min(kind.Count, from + limit) : kind.Count;
        var next = until < kind.Count ? $",\"continue\":\"{until}\",\"remainingItemCount\":{kind.Count - until}" : "";
        var output = context.Response.BodyWriter;
        Text(output, $$"""{"kind":"{{kind.Name}}List","apiVersion":"v1","metadata":{"resourceVersion":"{{_version}}"{{next}}},"items":[""");
        for (var i = from; i < until; i++)
        {
            if (i > from)
                Text(output, ",");
            template.Write(output, i, i);
            if (output.UnflushedBytes > Flush)
                await output.FlushAsync();
        }

        Text(output, "]}");
        await output.FlushAsync();
    }

    private async Task WatchAsync(HttpContext context, Kind kind, ObjectTemplate template)
    {
        var output = context.Response.BodyWriter;
        var changes = _watches.GetOrAdd(context, _ => Channel.CreateUnbounded<int>());
        try
        {
            await output.FlushAsync();
            if (context.Request.Query["sendInitialEvents"] == "true")
            {
                await EventsAsync(output, "ADDED", template, kind.Count, kind.Count, i => i);
                Text(output, $$"""{"type":"BOOKMARK","object":{"kind":"{{kind.Name}}","apiVersion":"v1","metadata":{"resourceVersion":"{{_version}}",""");
                Text(output, """ "annotations":{"k8s.io/initial-events-end":"true"}}}}""" + "\n");
                await output.FlushAsync();
            }

            await foreach (var count in changes.Reader.ReadAllAsync(context.RequestAborted))
                await EventsAsync(output, "MODIFIED", template, count, kind.Count, _ => Interlocked.Increment(ref _version));
        }
        catch (OperationCanceledException)
        {
            // The client has left.
        }
        finally
        {
            _watches.TryRemove(context, out _);
        }
    }

    private static async Task EventsAsync(System.IO.Pipelines.PipeWriter output, string type, ObjectTemplate template, int count, int objects, Func<int, long> version)
    {
        for (var i = 0; i < count; i++)
        {
            Text(output, $$"""{"type":"{{type}}","object":""");
            template.Write(output, i % objects, version(i));
            Text(output, "}\n");
            if (output.UnflushedBytes > Flush)
                await output.FlushAsync();
        }

        await output.FlushAsync();
    }

    private Task ChangeAsync(HttpContext context)
    {
        foreach (var watch in _watches.Values)
            watch.Writer.TryWrite(int.Parse(context.Request.Query["count"]!, CultureInfo.InvariantCulture));
        return context.Response.WriteAsJsonAsync(new { watches = _watches.Count });
    }

    private async Task EchoAsync(HttpContext context)
    {
        var sent = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        sent["metadata"]!["resourceVersion"] = Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture);
        sent["metadata"]!["uid"] = "c8d7fb69-a062-4d3e-b7b2-ed4d3f6afb4b";
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(sent.ToJsonString());
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return context.Response.WriteAsJsonAsync(new { kind = "Status", apiVersion = "v1", status = "Failure", reason = "NotFound", message = $"{context.Request.Path} is not served", code = 404 });
    }

    private static void Text(IBufferWriter<byte> output, string text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    private sealed record Kind(string Name, ObjectTemplate Object, int Count)
    {
        public ObjectTemplate Metadata { get; } = Object.MetadataOnly();
    }
}
