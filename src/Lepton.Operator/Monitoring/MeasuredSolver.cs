using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Metrics;
using Lepton.Placement;

namespace Lepton.Operator.Monitoring;

/// <summary>A solver whose time is measured.</summary>
internal sealed class MeasuredSolver(IPlacementSolver solver, TimeProvider time) : IPlacementSolver
{
    private static readonly Histogram<double> Duration = OperatorMeter.Meter.CreateHistogram(
        "lepton_solver_duration_seconds", null, "Time of one solution of a placement problem, in seconds; a plan may take several.", null, OperatorMeter.WorkBuckets);

    static MeasuredSolver() => MetricSeries.Declare(Duration);

    public PlacementPlan Solve(PlacementProblem problem, CancellationToken cancellationToken = default)
    {
        using var span = OperatorTraces.Source.StartActivity("solve");
        span?.SetTag("lepton.models", problem.Models.Count);
        var start = time.GetTimestamp();
        try
        {
            return solver.Solve(problem, cancellationToken);
        }
        finally
        {
            Duration.Record(time.GetElapsedTime(start).TotalSeconds);
        }
    }
}
