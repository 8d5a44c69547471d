using System.Diagnostics.Metrics;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Monitoring;

/// <summary>The newest plan: what it costs, how far from the optimum it can be, and what the same work would cost placed more simply.</summary>
internal sealed class PlanFigureMetrics
{
    public PlanFigureMetrics(Meter meter, Func<PlanFigures?> plan, Func<DateTimeOffset?> look, Func<BaselineFigures?> baselines)
    {
        Gauge("lepton_hourly_cost_dollars", p => p.Cost, "Dollars per hour of everything placed.");
        Gauge("lepton_plan_objective_hourly_dollars", p => p.Objective, "What the newest solution minimised, in dollars per hour: cost and penalties of what has no place.");
        Gauge("lepton_plan_lower_bound_hourly_dollars", p => p.Bound, "Certified: no solution of the same problem has an objective below this, in dollars per hour.");
        Gauge("lepton_plan_gap_ratio", p => p.Gap, "Certified distance of the newest solution to the optimum, 0 to 1.");
        Gauge("lepton_plan_models", p => p.Models, "Models in the newest problem: those that needed a place, or all that may move.");
        Gauge("lepton_unplaced_models", p => p.Unplaced, "Models some or all of which has no place.");
        Gauge("lepton_plan_timestamp_seconds", p => p.Time.ToUnixTimeMilliseconds() / 1000.0, "When the newest plan was made, in seconds since the epoch.");
        meter.CreateObservableGauge("lepton_plan_last_look_timestamp_seconds", () => Seconds(look()), description: "When the fleet was last looked at without trouble, in seconds since the epoch: a plan is made only of what has changed.");

        Baselines("lepton_baseline_hourly_cost_dollars", b => b.Baselines.Where(x => x.Unplaced == 0).Select(x => (x.Name, x.Hourly)), "Dollars per hour of the same work placed afresh in a simpler way; absent of one that leaves something without a place.");
        Baselines("lepton_baseline_savings_ratio", b => b.Baselines.Where(x => x is { Unplaced: 0, Hourly: > 0 }).Select(x => (x.Name, 1 - b.Hourly / x.Hourly)), "Part of the cost of a simpler way of placing that is saved against it.");
        Baselines("lepton_baseline_unplaced_models", b => b.Baselines.Select(x => (x.Name, (double)x.Unplaced)), "Models that would have no place if all were placed in a simpler way.");
        meter.CreateObservableGauge("lepton_baseline_compared_hourly_cost_dollars", () => baselines() is { } b ? [new Measurement<double>(b.Hourly)] : Array.Empty<Measurement<double>>(), description: "Dollars per hour of the operator's own plan of that work, billed as the baselines are: opened nodes whole.");
        meter.CreateObservableGauge("lepton_baseline_timestamp_seconds", () => Seconds(baselines()?.Time), description: "When the baselines were compared, in seconds since the epoch.");

        static IEnumerable<Measurement<double>> Seconds(DateTimeOffset? at) => at is { } time ? [new Measurement<double>(time.ToUnixTimeMilliseconds() / 1000.0)] : [];

        // Before the first plan there is nothing to tell: a zero would be a claim.
        void Gauge(string name, Func<PlanFigures, double> value, string description) =>
            meter.CreateObservableGauge(name, () => plan() is { } p ? [new Measurement<double>(value(p))] : Array.Empty<Measurement<double>>(), description: description);

        void Baselines(string name, Func<BaselineFigures, IEnumerable<(string Name, double Value)>> values, string description) => meter.CreateObservableGauge(
            name, () => baselines() is { } b ? values(b).Select(v => new Measurement<double>(v.Value, OperatorMeter.Tag("baseline", v.Name))) : [], description: description);
    }
}
