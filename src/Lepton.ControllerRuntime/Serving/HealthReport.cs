using System.Text;

namespace Lepton.ControllerRuntime.Serving;

/// <summary>Which checks are asked for.</summary>
/// <param name="Only">One check, or null for all.</param>
/// <param name="Excluded">Checks to leave out.</param>
/// <param name="Verbose">List the checks even when all is well.</param>
internal sealed record HealthQuery(string? Only, IReadOnlyList<string> Excluded, bool Verbose)
{
    internal bool Includes(string name) => Only is null || Only == name;

    internal bool Excludes(string name) => Excluded.Contains(name);
}

internal sealed record HealthOutcome(string Name, bool IsExcluded, string? Failure);

/// <summary>The outcome of all checks, in the words of the API server's own health endpoints.</summary>
internal sealed record HealthReport(string Endpoint, IReadOnlyList<HealthOutcome> Outcomes)
{
    internal bool IsKnown => Outcomes.Count > 0;

    internal bool IsHealthy => Outcomes.All(o => o.Failure is null);

    internal string Text(bool verbose)
    {
        if (IsHealthy && !verbose)
            return "ok";
        var text = new StringBuilder();
        foreach (var outcome in Outcomes)
        {
            _ = outcome switch
            {
                { IsExcluded: true } => text.Append("[+]").Append(outcome.Name).Append(" excluded: ok\n"),
                { Failure: { } failure } => text.Append("[-]").Append(outcome.Name).Append(" failed: ").Append(failure).Append('\n'),
                _ => text.Append("[+]").Append(outcome.Name).Append(" ok\n"),
            };
        }

        return text.Append(Endpoint).Append(IsHealthy ? " check passed\n" : " check failed\n").ToString();
    }
}
