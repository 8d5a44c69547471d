using Lepton.Operator.Planning;
using Lepton.Operator.State;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Monitoring;

/// <summary>
/// Compares plans of the whole fleet with simpler ways of placing, beside the planner and not more often than asked for: it takes about as long as the plan itself. While nothing
/// changes there is nothing to compare, and nothing is held.
/// </summary>
internal sealed partial class BaselineLoop(MetricsOptions options, ILogger<BaselineLoop> logger, TimeProvider time)
{
    /// <summary>The first plans after a start or a change follow each other quickly; the one that stays is compared.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Signal _signal = new(time);
    private (FleetPlan Plan, DateTimeOffset Time)? _pending;

    /// <summary>Null before the first comparison.</summary>
    public BaselineFigures? Latest { get; private set; }

    public void Planned(FleetPlan plan)
    {
        if (options.BaselineInterval <= TimeSpan.Zero || !plan.IsWhole || plan.Problem.Models.Count == 0)
            return;
        _pending = (plan, time.GetUtcNow());
        _signal.Set();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.WaitAsync(TimeSpan.FromDays(1), Patience, cancellationToken);
            if (_pending is not var (plan, at))
                continue;
            _pending = null;
            try
            {
                Latest = await Task.Run(() => BaselineFigures.Of(plan.Problem, plan.Solution, at), cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
            }

            plan = null;
            await Task.Delay(options.BaselineInterval, time, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Comparing the plan with simpler ways of placing failed; the figures stay as they were")]
    private partial void LogFailed(Exception error);
}
