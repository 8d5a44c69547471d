using System.Globalization;
using Lepton.Kubernetes.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Lepton.Operator.Monitoring;

/// <summary>
/// Traces and metrics by OTLP, to where the environment says (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its sisters, as OpenTelemetry defines them). Without an endpoint there is none of it:
/// no span is made and no library loaded.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private TelemetryExport(string instance, bool traces, bool metrics)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("lepton-operator", serviceVersion: OperatorMetrics.Version, serviceInstanceId: instance);
        if (traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(Ratio())))
                .AddSource(OperatorTraces.Name, ClientTraces.SourceName).AddOtlpExporter().Build();
        }

        if (metrics)
        {
            // As many series as the page at /metrics may have.
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(OperatorMetrics.MeterNames).SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddView(static _ => new MetricStreamConfiguration { CardinalityLimit = 10_000 }).AddOtlpExporter().Build();
        }
    }

    /// <returns>Null when the environment names no endpoint, or <c>OTEL_SDK_DISABLED</c> is true.</returns>
    /// <exception cref="FormatException">A variable cannot be read; names it, what was found and what would be right.</exception>
    public static TelemetryExport? Start(string instance)
    {
        if (string.Equals(Read("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        foreach (var name in Endpoints)
            Check(name);
        var both = Read(Endpoints[0]) is not null;
        var (traces, metrics) = (both || Read(Endpoints[1]) is not null, both || Read(Endpoints[2]) is not null);
        traces &= Read("OTEL_TRACES_EXPORTER") != "none";
        metrics &= Read("OTEL_METRICS_EXPORTER") != "none";
        return traces || metrics ? new TelemetryExport(instance, traces, metrics) : null;
    }

    /// <summary>What is not sent yet is sent, within a few seconds.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static void Check(string name)
    {
        if (Read(name) is { } value && !(Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw new FormatException($"environment {name}: found \"{value}\", expected a URL such as http://collector.monitoring:4317");
        if (Read("OTEL_EXPORTER_OTLP_PROTOCOL") is { } protocol && protocol is not ("grpc" or "http/protobuf"))
            throw new FormatException($"environment OTEL_EXPORTER_OTLP_PROTOCOL: found \"{protocol}\", expected grpc or http/protobuf");
    }

    private static double Ratio()
    {
        if (Read("OTEL_TRACES_SAMPLER_ARG") is not { } text)
            return 1;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw new FormatException($"environment OTEL_TRACES_SAMPLER_ARG: found \"{text}\", expected a number from 0 to 1");
    }
}
