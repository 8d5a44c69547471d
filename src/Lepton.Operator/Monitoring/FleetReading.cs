using Lepton.Api.Models;
using Lepton.Operator.State;

namespace Lepton.Operator.Monitoring;

/// <summary>
/// What the statuses of all models say, added up once for each reading of the metrics: between readings nothing is computed, however much changes.
/// </summary>
internal sealed class FleetReading
{
    private FleetReading(int detail) => Detail = detail;

    /// <summary>2: each model has series of its own; 1: each namespace; 0: neither.</summary>
    public int Detail { get; }

    public Dictionary<PlacementLabels, PlacementFigures> Placements { get; } = [];

    /// <summary>Models by type and status of a condition; all combinations.</summary>
    public Dictionary<(string Type, string Status), int> Conditions { get; } = [];

    /// <summary>Models on the move, by phase; all phases.</summary>
    public Dictionary<MigrationPhase, int> Moving { get; } = [];

    /// <summary>Moves that would pay and wait, by what for; all reasons.</summary>
    public Dictionary<MoveHold, int> Waiting { get; } = [];

    /// <summary>Dollars that the last move of each model cost, and has earned so far; dollars per hour they earn now.</summary>
    public (double Cost, double Earned, double EarningPerHour) Moves { get; private set; }

    /// <summary>Dollars per hour if each model had the whole fleet for itself.</summary>
    public double CheapestPossible { get; private set; }

    public static FleetReading Of(IReadOnlyList<LeptonModel> models, int modelSeries, DateTimeOffset now)
    {
        var detail = models.Count <= modelSeries ? 2 : models.DistinctBy(m => m.Metadata.Namespace).Count() <= Math.Max(1, modelSeries) ? 1 : 0;
        var reading = new FleetReading(detail);
        foreach (var type in ConditionTypes)
        {
            foreach (var status in new[] { "True", "False", "Unknown" })
                reading.Conditions[(type, status)] = 0;
        }

        foreach (var phase in Enum.GetValues<MigrationPhase>())
            reading.Moving[phase] = 0;
        foreach (var hold in Enum.GetValues<MoveHold>())
            reading.Waiting[hold] = 0;
        foreach (var model in models)
            reading.Add(model, now);
        return reading;
    }

    private static readonly string[] ConditionTypes = ["Scheduled", "Applied", "Ready", "Progressing", "Migrating", "Degraded", "Reconciling", "Stalled"];

    private void Add(LeptonModel model, DateTimeOffset now)
    {
        if (model.Status is not { } status)
            return;
        var (@namespace, name) = (Detail > 0 ? model.Metadata.Namespace! : "", Detail > 1 ? model.Metadata.Name! : "");
        var over = TrainingRun.IsOver(model);
        foreach (var placement in status.Placements ?? [])
        {
            var labels = new PlacementLabels(
                @namespace, name, placement.Provider, placement.Cluster, placement.Accelerator ?? PlacementLabels.None, placement.CapacityType.ToString(), placement.State.ToString());
            var replicas = placement.Replicas + (placement.DrainingReplicas ?? 0);
            // What leaves is no longer part of what was decided to be paid, though its provider bills it until it is gone.
            var figures = over ? default : new PlacementFigures(replicas, placement.ReadyReplicas, replicas * placement.AcceleratorCount, placement.State == PlacementState.Draining ? 0 : placement.HourlyCost);
            Placements[labels] = Placements.GetValueOrDefault(labels) + figures;
        }

        foreach (var condition in status.Conditions ?? [])
        {
            if (Conditions.TryGetValue((condition.Type, condition.Status), out var count))
                Conditions[(condition.Type, condition.Status)] = count + 1;
        }

        if (status.Migration is { } migration)
            Moving[migration.Phase]++;
        if (status.Proposal is { } proposal)
            Waiting[proposal.Reason]++;
        if (status.LastMove is { } move)
            Moves = (Moves.Cost + move.Cost, Moves.Earned + move.EarnedBy(now), Moves.EarningPerHour + move.EarningPerHour);
        CheapestPossible += status.Cost?.CheapestPossibleHourly ?? 0;
    }
}
