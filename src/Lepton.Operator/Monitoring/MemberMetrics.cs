using System.Diagnostics.Metrics;
using Lepton.Operator.State;

namespace Lepton.Operator.Monitoring;

/// <summary>Whether the member clusters answer, and how long their credentials last.</summary>
internal sealed class MemberMetrics
{
    private readonly FreshReading<MemberReading> _reading;

    public MemberMetrics(Meter meter, FreshReading<MemberReading> reading)
    {
        _reading = reading;
        meter.CreateObservableGauge("lepton_member_reachable", () => Each(m => (double?)(m.View?.Health == MemberHealth.Healthy ? 1 : 0)), description: "1 for members that answer and were read, else 0.");
        meter.CreateObservableGauge("lepton_member_connection_problem", () => Each(m => (double?)(m.View?.ConnectionProblem is null && m.View?.Health != MemberHealth.Misconfigured ? 0 : 1)), description: "1 while the member's connection as it stands in the hub cannot be used, else 0.");
        meter.CreateObservableGauge("lepton_member_last_contact_timestamp_seconds", () => Each(m => Seconds(m.View?.LastHeartbeat)), description: "When the member last answered, in seconds since the epoch.");
        meter.CreateObservableGauge("lepton_member_token_expiry_timestamp_seconds", () => Each(m => Seconds(m.TokenExpires)), description: "When the token ends by which the member is reached, in seconds since the epoch; absent where the operator does not renew it.");
        meter.CreateObservableCounter("lepton_member_writes_total", () => Each(m => m.Writes), description: "Objects written into and removed from the member since it was connected.");
        meter.CreateObservableCounter("lepton_member_repairs_total", () => Each(m => m.Repairs), description: "Objects in the member that somebody had changed and that were put right, since it was connected.");
        meter.CreateObservableGauge("lepton_member_info", Info, description: "1, with the version of the member's API server.");
    }

    private static double? Seconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() / 1000.0;

    private IEnumerable<Measurement<double>> Each(Func<MemberFigures, double?> value) =>
        _reading.Value.Members.Select(m => (m.Tags, Value: value(m))).Where(m => m.Value is not null).Select(m => new Measurement<double>(m.Value!.Value, m.Tags));

    private IEnumerable<Measurement<int>> Info() =>
        _reading.Value.Members.Where(m => m.View?.KubernetesVersion is not null).Select(m => new Measurement<int>(1, [.. m.Tags, OperatorMeter.Tag("version", m.View!.KubernetesVersion!)]));
}
