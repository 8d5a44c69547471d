using Lepton.Operator.Members;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Operator.Status;
using Lepton.Placement;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Planning;

/// <summary>Plans whenever something that matters changed, and saves what was decided. One at a time: a plan is made from one picture.</summary>
internal sealed partial class PlannerLoop(
    HubState hub, MemberRegistry members, PriceBooks books, DecisionWriter decisions, ModelFinalizer finalizer, ModelEvents events, PlannedWishes wishes, ChangeTraces traces,
    IPlacementSolver solver, PlannerOptions options, ILogger<PlannerLoop> logger, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Signal _signal = new(time);
    private readonly MeasuredSolver _solver = new(solver, time);
    private string? _lastInput;
    private KeptPrices? _kept;
    private TimeSpan _pause = options.Debounce;

    /// <summary>Figures of the newest plan, for metrics. The plan itself holds all the solver looked at, and is let go.</summary>
    public PlanFigures? Latest { get; private set; }

    /// <summary>When the fleet was last looked at without trouble; null before that. Long ago, and nothing is decided any more.</summary>
    public DateTimeOffset? LastLook { get; private set; }

    /// <summary>Raised after a plan was made and saved.</summary>
    public event Action<FleetPlan>? Planned;

    /// <summary>Something changed: plan soon.</summary>
    public void Signal() => _signal.Set();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var wake = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            await _signal.WaitAsync(wake > TimeSpan.Zero ? wake : options.Resync, _pause, cancellationToken);
            try
            {
                wake = await PlanOnceAsync(started, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(e);
                PlanMetrics.Ended(PlanResult.Failed);
                _lastInput = null;
                wake = options.RetryAfter;
            }
        }
    }

    /// <returns>When to look again without a signal; zero for the regular interval.</returns>
    private async Task<TimeSpan> PlanOnceAsync(DateTimeOffset started, CancellationToken cancellationToken)
    {
        // Before the connections of all clusters were read there seems to be no pool at all: whatever runs would be without a place.
        if (!hub.Synced || !members.Synced)
            return Waiting();
        var views = members.Views();
        // A picture with members that were not looked at yet would move their work away. After a while they count as what they are: silent.
        if (views.Values.Any(v => v.Health == MemberHealth.Unknown) && time.GetUtcNow() - started < options.StartupPatience)
            return Waiting();

        var start = time.GetTimestamp();
        var prices = await books.ReadAsync(hub.Providers, cancellationToken);
        var snapshot = new FleetSnapshot
        {
            Time = time.GetUtcNow(),
            Models = hub.Models.All,
            Providers = hub.Providers,
            Policies = hub.Policies,
            Members = views,
        };
        var facts = new PlanningFacts(snapshot, prices);
        var deadline = facts.NextDeadline();
        var input = PlanInput.Of(snapshot, books.Version, facts.Timing, facts.Stuck);
        _pause = options.Debounce;
        if (input == _lastInput)
        {
            // While a wave of models is being applied and reported, something changes all the time that no plan depends on.
            _pause = Rest(time.GetElapsedTime(start));
            traces.Looked(snapshot);
            return Looked(PlanResult.Same, deadline);
        }

        var plan = await PlanAndSaveAsync(snapshot, prices, input, cancellationToken);
        wishes.Planned(snapshot.Models);
        Planned?.Invoke(plan);
        LogPlanned(plan.Models.Count, plan.Models.Values.Count(m => m.Changed), plan.Cost, plan.Gap);
        return Looked(plan.Models.Values.Any(m => m.Changed) ? PlanResult.Changed : PlanResult.Unchanged, deadline);
    }

    private async Task<FleetPlan> PlanAndSaveAsync(FleetSnapshot snapshot, IPoolPrices prices, string input, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var span = OperatorTraces.Source.StartActivity("plan fleet");
        var plan = new FleetPlanner(_solver, prices, _kept).Plan(snapshot, cancellationToken);
        PlanMetrics.Took("plan", time.GetElapsedTime(start));
        span?.SetTag("lepton.models", plan.Models.Count).SetTag("lepton.changed", plan.Models.Values.Count(m => m.Changed)).SetTag("lepton.hourly_cost_dollars", plan.Cost).SetTag("lepton.gap", plan.Gap);
        traces.Planned(snapshot, plan, span);
        _kept = plan.Prices;
        Latest = PlanFigures.Of(plan, snapshot.Time);
        _lastInput = input;
        start = time.GetTimestamp();
        await SaveAsync(plan, cancellationToken);
        PlanMetrics.Took("save", time.GetElapsedTime(start));
        return plan;
    }

    private TimeSpan Waiting()
    {
        PlanMetrics.Ended(PlanResult.Waiting);
        return options.RetryAfter;
    }

    private TimeSpan Looked(PlanResult result, DateTimeOffset? deadline)
    {
        PlanMetrics.Ended(result);
        LastLook = time.GetUtcNow();
        return Until(deadline);
    }

    /// <summary>Looks that find nothing take a tenth of the time at most, unless changes had to wait longer than a second then.</summary>
    private TimeSpan Rest(TimeSpan look) => TimeSpan.FromTicks(Math.Clamp(look.Ticks * 9, options.Debounce.Ticks, Math.Max(options.Debounce.Ticks, LongestPause.Ticks)));

    private TimeSpan Until(DateTimeOffset? deadline) => deadline is { } at ? TimeSpan.FromMilliseconds(Math.Max(50, (at - time.GetUtcNow()).TotalMilliseconds)) : TimeSpan.Zero;

    private async Task SaveAsync(FleetPlan plan, CancellationToken cancellationToken)
    {
        // As it is now: a gang whose cluster has come back meanwhile has to be gone from there before it starts elsewhere.
        MemberHealth? Health(string cluster) => members.HealthOf(cluster)?.Health;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.SaveConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plan.Models.Values.OrderBy(m => m.Model.ToString(), StringComparer.Ordinal), parallel, async (model, token) =>
        {
            var before = hub.Models.Get(model.Model);
            if (before is null)
                return;
            using var span = traces.Save(before, model);
            // The finalizer first: once something runs in a member, the model cannot vanish without it.
            if (model.Assignments.Count > 0 && !await finalizer.EnsureAsync(before, token))
                return;
            var saved = await decisions.SaveAsync(model, plan, Health, token);
            if (saved is not null)
                events.Decided(before, saved, model);
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Planned {Models} models, {Changed} changed: {Cost:0.00} $/h, gap {Gap:P2}")]
    private partial void LogPlanned(int models, int changed, double cost, double gap);

    [LoggerMessage(Level = LogLevel.Error, Message = "Planning failed and is tried again")]
    private partial void LogFailed(Exception error);
}
