using System.Diagnostics.Metrics;
using Lepton.Operator.State;

namespace Lepton.Operator.Monitoring;

/// <summary>Models, where they are, what they cost and how their moves stand.</summary>
internal sealed class FleetMetrics
{
    private readonly FreshReading<FleetReading> _reading;
    private readonly FreshReading<IReadOnlyList<Budget>> _budgets;

    public FleetMetrics(Meter meter, HubState hub, FreshReading<FleetReading> reading, FreshReading<IReadOnlyList<Budget>> budgets)
    {
        (_reading, _budgets) = (reading, budgets);
        meter.CreateObservableGauge("lepton_models", () => hub.Models.All.Count, description: "LeptonModels in the hub.");
        meter.CreateObservableGauge("lepton_model_conditions", Conditions, description: "LeptonModels by type and status of their conditions.");
        meter.CreateObservableGauge("lepton_metrics_model_detail", () => _reading.Value.Detail, description: "2: each model has series of its own; 1: they are added up by namespace, because there are more than Metrics:ModelSeries; 0: over all namespaces.");
        meter.CreateObservableGauge("lepton_placement_replicas", () => Placements(p => p.Replicas), description: "Replicas that are to run, by where.");
        meter.CreateObservableGauge("lepton_placement_ready_replicas", () => Placements(p => p.Ready), description: "Replicas that are ready, by where.");
        meter.CreateObservableGauge("lepton_placement_gpus", () => Placements(p => p.Gpus), description: "GPUs (or other devices) of the replicas that are to run, by where.");
        meter.CreateObservableGauge("lepton_placement_hourly_cost_dollars", () => Placements(p => p.HourlyCost), description: "Dollars per hour of what is placed, by where; what is leaving is not counted.");
        meter.CreateObservableGauge("lepton_cheapest_possible_hourly_cost_dollars", () => _reading.Value.CheapestPossible, description: "Dollars per hour if each model had the whole fleet for itself.");
        CreateMoves(meter);
        meter.CreateObservableGauge("lepton_budget_hourly_dollars", () => _budgets.Value.Where(IsShown).Select(b => new Measurement<double>(b.Limit, b.Tags)), description: "Ceilings on dollars per hour of models, policies and providers.");
        meter.CreateObservableGauge("lepton_budget_spent_hourly_dollars", () => _budgets.Value.Where(IsShown).Select(b => new Measurement<double>(b.Spent, b.Tags)), description: "Dollars per hour spent under each ceiling.");
        meter.CreateObservableGauge("lepton_budgets_exceeded", Exceeded, description: "Ceilings that are exceeded, by whose they are.");
    }

    private void CreateMoves(Meter meter)
    {
        meter.CreateObservableGauge("lepton_moves_in_progress", () => _reading.Value.Moving.Select(m => new Measurement<int>(m.Value, OperatorMeter.Tag("phase", m.Key.ToString()))), description: "Models on the move, by phase.");
        meter.CreateObservableGauge("lepton_moves_waiting", () => _reading.Value.Waiting.Select(m => new Measurement<int>(m.Value, OperatorMeter.Tag("reason", m.Key.ToString()))), description: "Moves that would pay and wait, by what for.");
        meter.CreateObservableGauge("lepton_last_moves_cost_dollars", () => _reading.Value.Moves.Cost, description: "Dollars that the last move because of cost of each model cost, together.");
        meter.CreateObservableGauge("lepton_last_moves_earned_dollars", () => _reading.Value.Moves.Earned, description: "Dollars that those moves have earned so far.");
        meter.CreateObservableGauge("lepton_last_moves_earning_hourly_dollars", () => _reading.Value.Moves.EarningPerHour, description: "Dollars per hour that those moves earn at present.");
    }

    private IEnumerable<Measurement<int>> Conditions() =>
        _reading.Value.Conditions.Select(c => new Measurement<int>(c.Value, OperatorMeter.Tag("condition", c.Key.Type), OperatorMeter.Tag("status", c.Key.Status)));

    private IEnumerable<Measurement<T>> Placements<T>(Func<PlacementFigures, T> figure) where T : struct =>
        _reading.Value.Placements.Select(p => new Measurement<T>(figure(p.Value), p.Key.Tags));

    /// <summary>Models have names on the page only as long as each has series of its own.</summary>
    private bool IsShown(Budget budget) => budget.Scope != "model" || _reading.Value.Detail == 2;

    private IEnumerable<Measurement<int>> Exceeded()
    {
        var exceeded = _budgets.Value.Where(b => b.IsExceeded).ToLookup(b => b.Scope, StringComparer.Ordinal);
        return Budget.Scopes.Select(s => new Measurement<int>(exceeded[s].Count(), OperatorMeter.Tag("scope", s)));
    }
}
