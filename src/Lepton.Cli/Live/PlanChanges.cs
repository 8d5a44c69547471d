using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Output;
using Lepton.Operator.Planning;
using Lepton.Operator.State;
using Lepton.Operator.Views;

namespace Lepton.Cli.Live;

/// <summary>What a plan would change of what is decided: in replicas and dollars.</summary>
internal static class PlanChanges
{
    /// <summary>Models whose placements would change. In the same order as the plan's models are named.</summary>
    public static IReadOnlyList<ModelPlan> Of(FleetPlan plan) => [.. plan.Models.Values.Where(m => m.Changed).OrderBy(m => m.Model.ToString(), StringComparer.Ordinal)];

    /// <param name="before">What is decided.</param>
    /// <param name="plan">What would be.</param>
    /// <param name="staying">Dollars per hour of each model if everything stayed, at the prices that were given; null where none were.</param>
    public static Report Describe(FleetSnapshot before, FleetPlan plan, IReadOnlyDictionary<ModelKey, double>? staying = null)
    {
        var models = before.Models.ToDictionary(ModelStore.KeyOf);
        var changed = Of(plan);
        double Before(ModelKey model) => staying?.GetValueOrDefault(model) ?? OldCost(models.GetValueOrDefault(model));
        var rows = changed.Select(m => (IReadOnlyList<string>)[m.Model.ToString(), Text(Old(models.GetValueOrDefault(m.Model))), Text(New(m)), Dollars(Before(m.Model), m.HourlyCost), m.Reason.ToString()]).ToList();
        var (was, now) = (before.Models.Sum(OldCost), plan.Cost);
        var proposals = plan.Models.Values.Where(m => m.Proposal is not null).OrderBy(m => m.Model.ToString(), StringComparer.Ordinal).ToList();
        return new Report(changed.Count == 0 ? [] : ["MODEL", "NOW", "WOULD BE", staying is null ? "$/HOUR" : "$/HOUR AT THE GIVEN PRICES", "REASON"], rows, Data(models, plan, was, now, staying))
        {
            Before = changed.Count == 0 ? ["No change: everything is where this plan has it."] : [],
            After =
            [
                staying is null
                    ? $"Total: {Money.PerHour(was)}/h now, {Money.PerHour(now)}/h then ({now - was:+0.00;-0.00;0.00})."
                    : $"Total: {Money.PerHour(was)}/h now at today's prices. At the given prices: {Money.PerHour(staying.Values.Sum())}/h if everything stayed, {Money.PerHour(now)}/h then ({now - staying.Values.Sum():+0.00;-0.00;0.00}).",
                .. changed.Where(m => m.Missing > 0).Select(m => $"{m.Model}: {m.Message}"),
                .. proposals.Select(m => $"{m.Model}: proposed, {m.Proposal!.Reason}: {m.Proposal.Message}"),
            ],
        };
    }

    private static JsonObject Data(Dictionary<ModelKey, LeptonModel> models, FleetPlan plan, double was, double now, IReadOnlyDictionary<ModelKey, double>? staying) => new()
    {
        ["hourlyBefore"] = was,
        ["hourlyStaying"] = staying?.Values.Sum(),
        ["hourlyAfter"] = now,
        ["models"] = new JsonArray([.. plan.Models.Values.OrderBy(m => m.Model.ToString(), StringComparer.Ordinal).Select(m => (JsonNode)new JsonObject
        {
            ["model"] = m.Model.ToString(),
            ["changed"] = m.Changed,
            ["reason"] = m.Reason.ToString(),
            ["message"] = m.Message,
            ["missing"] = m.Missing,
            ["hourlyBefore"] = OldCost(models.GetValueOrDefault(m.Model)),
            ["hourlyStaying"] = staying is not null && staying.TryGetValue(m.Model, out var stays) ? stays : null,
            ["hourlyAfter"] = m.HourlyCost,
            ["before"] = Places(Old(models.GetValueOrDefault(m.Model))),
            ["after"] = Places(New(m)),
            ["proposal"] = m.Proposal is { } proposal ? new JsonObject { ["id"] = proposal.Id, ["reason"] = proposal.Reason.ToString(), ["message"] = proposal.Message } : null,
        })]),
    };

    private static IEnumerable<(string Place, int Replicas)> Old(LeptonModel? model) =>
        (model?.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining).Select(p => (p.Pool, p.Replicas));

    private static IEnumerable<(string Place, int Replicas)> New(ModelPlan plan) =>
        plan.Assignments.Select(a => (a.Pool.Id, a.Replicas)).Concat(plan.Held.Select(h => (h.Pool, h.Replicas)));

    private static double OldCost(LeptonModel? model) => model?.Status?.Cost?.Hourly ?? 0;

    private static string Text(IEnumerable<(string Place, int Replicas)> places) => string.Join(", ", places.Select(p => $"{p.Place}={p.Replicas}")) is { Length: > 0 } text ? text : "-";

    private static JsonArray Places(IEnumerable<(string Place, int Replicas)> places) => new([.. places.Select(p => (JsonNode)new JsonObject { ["place"] = p.Place, ["replicas"] = p.Replicas })]);

    private static string Dollars(double before, double after) => $"{before:0.00} -> {after:0.00}";
}
