using System.Globalization;
using Lepton.Operator.Views;
using Lepton.Placement;
using Spectre.Console;

namespace Lepton.Cli.Solve;

/// <summary>What a solution comes to, for people.</summary>
internal static class SolveTables
{
    private const int MostUnplaced = 20;
    private const int MostShares = 5;

    public static void Summary(IAnsiConsole terminal, PlacementPlan plan, Meter meter)
    {
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"cost ${plan.Cost:0.00}/h, penalty ${plan.Penalty:0.00}/h, at least ${plan.Bound:0.00}/h (gap {plan.Gap:P2}); {plan.Work} evaluations in {meter.Seconds:0.0} s, {Meter.PeakMiB:0} MiB"));
        foreach (var unplaced in plan.Unplaced.Take(MostUnplaced))
            terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{unplaced.Model}: {unplaced.Missing:0.###} not placed: {string.Join("; ", unplaced.Reasons)}"));
        if (plan.Unplaced.Count > MostUnplaced)
            terminal.WriteLine($"… and {plan.Unplaced.Count - MostUnplaced} more models");
        if (plan.Gap > 0.005)
            terminal.WriteLine($"the gap lies in: {string.Join(", ", plan.GapShares.Take(MostShares).Select(Share))}");
    }

    public static Table Comparison(PlacementProblem problem, PlacementPlan plan)
    {
        var table = new Table().Title("The same work, placed more simply").AddColumns("POLICY", "$/HOUR", "PENALTY", "AGAINST LEPTON", "NOT WHOLLY PLACED");
        Add(table, "Lepton", plan, plan);
        Add(table, "cheapest first", Baselines.CheapestFirst(problem), plan);
        Add(table, "whole in the cheapest pool, else the next (as SkyPilot)", Baselines.WholePool(problem), plan);
        Add(table, "by free capacity (as Karmada)", Baselines.ByFreeCapacity(problem), plan);
        Add(table, "equal weights", Baselines.EqualWeights(problem), plan);
        var single = Baselines.CheapestSingleProvider(problem, out var provider);
        Add(table, $"all at {provider ?? "one provider"}", single, plan);
        return table;
    }

    /// <summary>Every pool, what it would cost, why it was chosen or not, and what would have to change.</summary>
    public static void Explanation(IAnsiConsole terminal, ModelDecision decision)
    {
        var thresholds = decision.Thresholds.ToDictionary(t => t.Pool, t => t.Text, StringComparer.Ordinal);
        var table = new Table().Title($"{decision.Model}: {Money.PerHour(decision.HourlyCost)} an hour, at least {Money.PerHour(decision.CheapestPossibleHourly)} if it had everything to itself".EscapeMarkup())
            .AddColumns("POOL", "VERDICT", "$/HOUR", "WHY", "WHAT WOULD CHANGE IT");
        foreach (var candidate in decision.Candidates)
        {
            table.AddRow(
                candidate.Pool.EscapeMarkup(), candidate.Verdict.ToString(), candidate.HourlyCost is { } cost ? Money.PerHour(cost) : "",
                candidate.Reason.EscapeMarkup(), thresholds.GetValueOrDefault(candidate.Pool, "").EscapeMarkup());
        }

        terminal.Write(table);
    }

    private static void Add(Table table, string name, PlacementPlan policy, PlacementPlan plan) => table.AddRow(
        name.EscapeMarkup(),
        Money.PerHour(policy.Cost),
        Money.PerHour(policy.Penalty),
        ReferenceEquals(policy, plan) ? "" : policy.Unplaced.Count > plan.Unplaced.Count ? "places less" : Money.Against(policy.Cost + policy.Penalty, plan.Cost + plan.Penalty),
        policy.Unplaced.Count.ToString(CultureInfo.InvariantCulture));

    private static string Share(GapShare share) => string.Create(CultureInfo.InvariantCulture, $"{share.Cause} {share.Name} ${share.Hourly:0.00}/h");
}
