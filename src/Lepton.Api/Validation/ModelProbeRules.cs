using Lepton.Api.Models;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Validation;

/// <summary>Probes: what they ask and where.</summary>
internal static class ModelProbeRules
{
    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        CheckOne(checks, "spec.probes.readiness", spec.Probes?.Readiness, spec);
        CheckOne(checks, "spec.probes.liveness", spec.Probes?.Liveness, spec);
        CheckOne(checks, "spec.probes.startup", spec.Probes?.Startup, spec);
    }

    private static void CheckOne(Checks checks, string field, V1Probe? probe, LeptonModelSpec spec)
    {
        if (probe is null)
            return;
        object?[] handlers = [probe.Exec, probe.HttpGet, probe.TcpSocket, probe.Grpc];
        checks.That(handlers.Count(h => h is not null) == 1, field, $"{handlers.Count(h => h is not null)} of them", "exactly one of httpGet, tcpSocket, grpc and exec");
        if (probe.HttpGet is { } http)
            CheckPort(checks, $"{field}.httpGet.port", http.Port, spec);
        if (probe.TcpSocket is { } tcp)
            CheckPort(checks, $"{field}.tcpSocket.port", tcp.Port, spec);
        checks.That(field.EndsWith("readiness", StringComparison.Ordinal) || probe.SuccessThreshold is null or 1, $"{field}.successThreshold", probe.SuccessThreshold, "1: only readiness can ask for more");
        (string Name, int? Value, int Least)[] times = [("initialDelaySeconds", probe.InitialDelaySeconds, 0), ("timeoutSeconds", probe.TimeoutSeconds, 1), ("periodSeconds", probe.PeriodSeconds, 1), ("failureThreshold", probe.FailureThreshold, 1)];
        foreach (var (name, value, least) in times)
            checks.Range($"{field}.{name}", value, least, int.MaxValue, "a number");
    }

    private static void CheckPort(Checks checks, string field, IntOrString? port, LeptonModelSpec spec)
    {
        if (port is not { } there)
            checks.Add(field, null, "the number or name of a port");
        else
            CheckTarget(checks, field, there, spec);
    }

    /// <summary>A named port must be one of the container's.</summary>
    public static void CheckTarget(Checks checks, string field, IntOrString port, LeptonModelSpec spec)
    {
        var names = (spec.Ports ?? []).Select(p => p.Name).OfType<string>().ToList();
        if (port.Text is { } name)
            checks.That(names.Contains(name), field, name, names.Count == 0 ? "the number of a port, because no port in spec.ports has a name" : $"the number of a port or one of spec.ports: {string.Join(", ", names)}");
        else
            checks.Range(field, port.Number, 1, 65_535, "a port");
    }
}
