using Lepton.Api.Policies;

namespace Lepton.Api.Validation;

/// <summary>How models move: steps that go up, and only where they are asked for.</summary>
internal static class MigrationRules
{
    public static void Check(Checks checks, MigrationPolicy migration)
    {
        var steps = migration.Steps ?? [];
        if (migration.Strategy == MigrationStrategy.Stepwise)
            checks.That(steps.Count > 0, "spec.migration.steps", null, "at least one step, because strategy is Stepwise");
        else
            checks.That(steps.Count == 0, "spec.migration.steps", $"{steps.Count} steps", $"nothing, because strategy is {migration.Strategy}");
        for (var i = 0; i < steps.Count; i++)
        {
            checks.Range($"spec.migration.steps[{i}].percent", steps[i].Percent, 1, 100, "percent");
            checks.Duration($"spec.migration.steps[{i}].pause", steps[i].Pause, TimeSpan.Zero, TimeSpan.FromDays(7));
            if (i > 0)
                checks.That(steps[i].Percent > steps[i - 1].Percent, $"spec.migration.steps[{i}].percent", steps[i].Percent, $"more than the step before it, which is {steps[i - 1].Percent}");
        }

        checks.Range("spec.migration.verification.minReadySeconds", migration.Verification.MinReadySeconds, 0, 86_400, "seconds");
        if (migration.Verification.HttpGet is { } probe)
        {
            checks.That(probe.Path.StartsWith('/'), "spec.migration.verification.httpGet.path", probe.Path, "a path that begins with a slash, such as /healthz");
            checks.Range("spec.migration.verification.httpGet.port", probe.Port, 1, 65_535, "a port");
            checks.Range("spec.migration.verification.httpGet.expectedStatus", probe.ExpectedStatus, 200, 599, "an HTTP status");
            checks.Range("spec.migration.verification.httpGet.timeoutSeconds", probe.TimeoutSeconds, 1, 60, "seconds");
        }

        checks.Range("spec.migration.maxUnavailable", migration.MaxUnavailable, 0, 10_000, "replicas");
        checks.Duration("spec.migration.drain", migration.Drain, TimeSpan.Zero, TimeSpan.FromDays(1));
        checks.Duration("spec.migration.timeout", migration.Timeout, TimeSpan.FromSeconds(10));
        if (migration.Timeout.IsValid)
            checks.That(migration.Timeout.ToTimeSpan().TotalSeconds > migration.Verification.MinReadySeconds, "spec.migration.timeout", migration.Timeout.Text, $"more than verification.minReadySeconds, which is {migration.Verification.MinReadySeconds} s");
        checks.Range("spec.migration.laborCostPerMove", migration.LaborCostPerMove, 0, 1e6, "dollars");
    }
}
