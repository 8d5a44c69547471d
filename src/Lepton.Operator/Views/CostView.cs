using Lepton.Api.Models;
using Lepton.Operator.State;

namespace Lepton.Operator.Views;

/// <summary>What one key (a model, a provider …) costs.</summary>
/// <param name="Hourly">Dollars per hour; what is on its way out is not counted.</param>
/// <param name="Gpus">Of all replicas that are placed, whether their pods have started or not; none of a training run that is over.</param>
/// <param name="Saved">Dollars per hour that the last moves of its models saved; null where a model belongs to several keys.</param>
internal sealed record CostPart(string Key, double Hourly, int Gpus, double? Saved)
{
    /// <summary>Dollars a month.</summary>
    public double Monthly => Hourly * CostView.HoursPerMonth;
}

/// <summary>Dollars as the operator accounts for them, by something: of <c>lepton cost</c> and of the dashboard.</summary>
/// <param name="Parts">The dearest first.</param>
internal sealed record CostView(string By, IReadOnlyList<CostPart> Parts)
{
    /// <summary>Hours of a month as clouds count them.</summary>
    internal const double HoursPerMonth = 730;

    public static readonly string[] Keys = ["model", "namespace", "provider", "cluster", "accelerator"];

    /// <summary>Dollars per hour of all.</summary>
    public double Hourly => Parts.Sum(p => p.Hourly);

    /// <summary>Dollars a month of all.</summary>
    public double Monthly => Hourly * HoursPerMonth;

    public int Gpus => Parts.Sum(p => p.Gpus);

    /// <param name="models">All that is to be counted.</param>
    /// <param name="by">One of <see cref="Keys"/>.</param>
    public static CostView Of(IReadOnlyList<LeptonModel> models, string by) => new(by,
    [
        .. models.SelectMany(m => Places(m).Select(p => (Key: Key(m, p, by), Model: m, Place: p))).GroupBy(p => p.Key, StringComparer.Ordinal)
            .Select(g => new CostPart(
                g.Key, g.Sum(p => p.Place.HourlyCost), g.Sum(p => TrainingRun.IsOver(p.Model) ? 0 : p.Place.Replicas * p.Place.AcceleratorCount),
                by is "model" or "namespace" ? g.Select(p => p.Model).DistinctBy(m => m.Metadata.NamespacedName()).Sum(m => m.Status?.Cost?.LastMoveSavings ?? 0) : null))
            .OrderByDescending(p => p.Hourly).ThenBy(p => p.Key, StringComparer.Ordinal),
    ]);

    /// <summary>Of each model that moved because of cost: whether that has paid.</summary>
    public static IEnumerable<string> Paybacks(IEnumerable<LeptonModel> models) =>
        models.Where(m => m.Status?.LastMove is not null).OrderBy(m => m.Metadata.NamespacedName(), StringComparer.Ordinal).Select(Payback);

    private static IEnumerable<ModelPlacement> Places(LeptonModel model) => (model.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining);

    private static string Key(LeptonModel model, ModelPlacement place, string by) => by switch
    {
        "namespace" => model.Metadata.Namespace!,
        "provider" => place.Provider,
        "cluster" => place.Cluster,
        "accelerator" => place.Accelerator is { } name ? $"{name} {place.CapacityType}" : $"CPU {place.CapacityType}",
        _ => model.Metadata.NamespacedName(),
    };

    private static string Payback(LeptonModel model)
    {
        var move = model.Status!.LastMove!;
        var state = move.Earned >= move.Cost ? "has paid" : move.EarningPerHour > 0 ? $"pays in {(move.Cost - move.Earned) / move.EarningPerHour:0.0} h from {move.AsOf:u}" : "earns nothing at present";
        return $"{model.Metadata.NamespacedName()}: the move of {move.Time:u} cost {Money.PerHour(move.Cost)}, has earned {Money.PerHour(move.Earned)}: {state}";
    }
}
