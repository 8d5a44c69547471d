using System.Collections.Concurrent;
using System.Text;
using Lepton.ControllerRuntime.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>A collector that takes OTLP by HTTP and protobuf and keeps what comes (opentelemetry-proto: trace/v1/trace.proto, metrics/v1/metrics.proto).</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new(StringComparer.Ordinal);
    private readonly RuntimeServer _server;
    private readonly Task _running;

    private OtlpReceiver()
    {
        _server = new RuntimeServer(BindAddress.Parse("127.0.0.1:0"), endpoints =>
        {
            endpoints.MapPost("/v1/traces", (RequestDelegate)(c => TakeAsync(c, body => Each(body, ReadSpan))));
            endpoints.MapPost("/v1/metrics", (RequestDelegate)(c => TakeAsync(c, body => Each(body, metric => _metrics[Name(metric)] = true))));
        });
        _running = _server.RunAsync(_stop.Token);
    }

    public string Endpoint => _server.Addresses.Single();

    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    /// <summary>Names of metrics that came.</summary>
    public ICollection<string> Metrics => _metrics.Keys;

    /// <summary>Everything that came, as text as far as it is.</summary>
    public string Everything => string.Join('\n', _bodies.Select(Encoding.UTF8.GetString));

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._server.WaitForReadyAsync(CancellationToken.None);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task TakeAsync(HttpContext context, Action<ReadOnlyMemory<byte>> read)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.ToArray();
        _bodies.Enqueue(bytes);
        read(bytes);
        context.Response.ContentType = "application/x-protobuf";
    }

    /// <summary>resource_spans or resource_metrics (1), scope_spans or scope_metrics (2), spans or metrics (2).</summary>
    private static void Each(ReadOnlyMemory<byte> request, Action<ReadOnlyMemory<byte>> one)
    {
        foreach (var resource in ProtobufReader.Read(request).Where(f => f.Number == 1))
        {
            foreach (var scope in ProtobufReader.Read(resource.Bytes).Where(f => f.Number == 2))
            {
                foreach (var item in ProtobufReader.Read(scope.Bytes).Where(f => f.Number == 2))
                    one(item.Bytes);
            }
        }
    }

    private static string Name(ReadOnlyMemory<byte> metric) => ProtobufReader.Read(metric).First(f => f.Number == 1).Text;

    private void ReadSpan(ReadOnlyMemory<byte> bytes)
    {
        var fields = ProtobufReader.Read(bytes).ToLookup(f => f.Number);
        _spans.Enqueue(new OtlpSpan
        {
            TraceId = fields[1].First().Hex,
            SpanId = fields[2].First().Hex,
            ParentId = fields[4].Select(f => f.Hex).FirstOrDefault() ?? "",
            Name = fields[5].First().Text,
            Start = fields[7].First().Value,
            End = fields[8].First().Value,
            Attributes = fields[9].Select(f => Attribute(f.Bytes)).ToDictionary(),
            Links = [.. fields[13].Select(f => ProtobufReader.Read(f.Bytes).First(l => l.Number == 1).Hex)],
        });
    }

    private static KeyValuePair<string, string> Attribute(ReadOnlyMemory<byte> bytes)
    {
        var (key, value) = ("", "");
        foreach (var field in ProtobufReader.Read(bytes))
        {
            if (field.Number == 1)
                key = field.Text;
            else
                value = ProtobufReader.Read(field.Bytes).Select(v => v.Number == 1 ? v.Text : v.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault() ?? "";
        }

        return new(key, value);
    }
}
