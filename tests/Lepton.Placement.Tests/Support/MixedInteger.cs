using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lepton.Placement.Core;

namespace Lepton.Placement.Tests.Support;

/// <summary>
/// A placement problem as a mixed integer program for the program <c>cbc</c>, to compare with. Rows of GPUs, vCPU and memory are those of whole pools, so
/// its optimum is a lower bound that is exact but for packing; skew rules and today's placements are left out.
/// </summary>
internal sealed class MixedInteger
{
    private readonly Instance _instance;
    private readonly StringBuilder _objective = new();
    private readonly StringBuilder _rows = new();
    private readonly StringBuilder _bounds = new();
    private readonly StringBuilder _general = new();
    private double _constant;
    private int _row;

    private MixedInteger(PlacementProblem problem)
    {
        _instance = InstanceBuilder.Build(problem, shortlist: false);
        foreach (var model in _instance.Models)
        {
            Add(model);
        }

        foreach (var pool in _instance.Pools)
        {
            Add(pool);
        }

        foreach (var limit in _instance.Limits)
        {
            Add(limit);
        }
    }

    /// <summary>Where the program was found, or null.</summary>
    internal static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(p => Path.Combine(p, "cbc")).FirstOrDefault(File.Exists);

    /// <summary>The best objective found and the bound proven within the time; equal when it is the optimum.</summary>
    internal static (double Best, double Bound) Solve(PlacementProblem problem, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("lepton-cbc-");
        try
        {
            var file = Path.Combine(folder.FullName, "problem.lp");
            File.WriteAllText(file, new MixedInteger(problem).Text());
            using var process = Process.Start(new ProcessStartInfo(Program!, [file, "sec", seconds.ToString(CultureInfo.InvariantCulture), "ratio", "1e-9", "solve"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (Figure(output, "Objective value:"), output.Contains("Optimal solution found", StringComparison.Ordinal) ? Figure(output, "Objective value:") : Figure(output, "Lower bound:"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal static string TextOf(PlacementProblem problem) => new MixedInteger(problem).Text();

    private static double Figure(string output, string label)
    {
        var line = output.Split('\n').LastOrDefault(l => l.StartsWith(label, StringComparison.Ordinal));
        return line is null ? double.NaN : double.Parse(line[label.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private string Text() => $"Minimize\n obj: {_objective} + {Number(_constant)} one\nSubject To\n{_rows}Bounds\n one = 1\n{_bounds}Generals\n{_general}End\n";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Term(double factor, string name) => $" {(factor < 0 ? "-" : "+")} {Number(Math.Abs(factor))} {name}";

    private void Cost(double cost, string name)
    {
        if (cost != 0)
        {
            _objective.Append(Term(cost, name)).Append('\n');
        }
    }

    private void Row(IEnumerable<string> terms, string relation, double value)
    {
        var text = string.Join("\n", terms);
        if (text.Length > 0)
        {
            _rows.Append(CultureInfo.InvariantCulture, $" r{_row++}: {text} {relation} {Number(value)}\n");
        }
    }

    private void Whole(string name, double most)
    {
        _bounds.Append(CultureInfo.InvariantCulture, $" 0 <= {name} <= {Number(most)}\n");
        _general.Append(CultureInfo.InvariantCulture, $" {name}\n");
    }

    private static string X(ModelData model, Option option) => $"x{model.Index}_{option.Pool.Index}";

    private void Add(ModelData model)
    {
        if (model.Refused)
        {
            _constant += model.WholePenalty;
            return;
        }

        foreach (var option in model.Options)
        {
            Whole(X(model, option), option.Most);
            Cost(option.Rate, X(model, option));
        }

        if (model.Gang)
        {
            Gang(model);
        }
        else
        {
            Cost(model.Source.UnplacedPenalty, $"u{model.Index}");
            Row(model.Options.Select(o => Term(o.Units, X(model, o))).Append(Term(1, $"u{model.Index}")), ">=", model.Demand * (1 - 1e-9));
            Whole($"a{model.Index}", 1);
            foreach (var option in model.Options)
            {
                Row([Term(1, X(model, option)), Term(-option.Most, $"a{model.Index}")], "<=", 0);
            }
        }

        Rules(model, model.Gang ? $"g{model.Index}" : $"a{model.Index}");
    }

    private void Gang(ModelData model)
    {
        var clusters = model.Options.GroupBy(o => o.Pool.Cluster).ToList();
        Whole($"g{model.Index}", 1);
        Cost(-model.WholePenalty, $"g{model.Index}");
        _constant += model.WholePenalty;
        Row(clusters.Select(c => Term(1, $"y{model.Index}_{c.Key}")).Append(Term(-1, $"g{model.Index}")), "=", 0);
        foreach (var cluster in clusters)
        {
            var chosen = $"y{model.Index}_{cluster.Key}";
            Whole(chosen, 1);
            Cost(cluster.Min(o => model.GangCost[o.Index]), chosen);
            // Whole numbers on both sides of an equation must be equal to the last digit: cbc's preprocessing otherwise finds that no gang has a place.
            var (relation, demand) = model.Source.Replicas is null ? (">=", model.Demand * (1 - 1e-9)) : ("=", model.Demand);
            Row(cluster.Select(o => Term(o.Units, X(model, o))).Append(Term(-demand, chosen)), relation, 0);
            foreach (var option in cluster)
            {
                Row([Term(1, X(model, option)), Term(-option.Most, chosen)], "<=", 0);
            }
        }
    }

    private void Rules(ModelData model, string placed)
    {
        if (double.IsFinite(model.Rules.SpotUnits))
        {
            Row(model.Options.Where(o => o.Pool.Spot).Select(o => Term(o.Units, X(model, o))), "<=", model.Rules.SpotUnits);
        }

        if (model.Rules.MinOnDemand > 0)
        {
            Row(model.Options.Where(o => !o.Pool.Spot).Select(o => Term(1, X(model, o))).Append(Term(-model.Rules.MinOnDemand, placed)), ">=", 0);
        }

        if (double.IsFinite(model.Budget))
        {
            Row(model.Options.Select(o => Term(o.ListRate, X(model, o))), "<=", model.Budget);
        }

        for (var i = 0; i < model.Rules.Spread.Count; i++)
        {
            Spread(model, model.Rules.Spread[i], placed, i);
        }
    }

    private void Spread(ModelData model, SpreadData rule, string placed, int number)
    {
        var domains = model.Options.GroupBy(o => o.Pool.Domains[(int)rule.Topology]).ToList();
        foreach (var domain in domains)
        {
            if (double.IsFinite(rule.CapUnits))
            {
                Row(domain.Select(o => Term(o.Units, X(model, o))), "<=", Math.Max(rule.CapUnits, domain.Max(o => o.Units)));
            }

            if (rule.MinDomains > 1)
            {
                var used = $"d{model.Index}_{number}_{domain.Key}";
                Whole(used, 1);
                Row(domain.Select(o => Term(1, X(model, o))).Append(Term(-1, used)), ">=", 0);
            }
        }

        if (rule.MinDomains > 1)
        {
            Row(domains.Select(d => Term(1, $"d{model.Index}_{number}_{d.Key}")).Append(Term(-rule.MinDomains, placed)), ">=", 0);
        }
    }

    private IEnumerable<(ModelData Model, Option Option)> In(PoolData pool) =>
        _instance.Models.Where(m => !m.Refused).SelectMany(m => m.Options.Where(o => o.Pool == pool).Select(o => (m, o)));

    private void Add(PoolData pool)
    {
        var users = In(pool).ToList();
        var nodes = $"n{pool.Index}";
        Whole(nodes, pool.NewNodes);
        Cost(pool.NodePrice, nodes);
        foreach (var of in new Func<Resources, double>[] { r => r.Gpus, r => r.Gpus / 2 * 2, r => r.Gpus / 4 * 4, r => r.Gpus / 8 * 8, r => r.Cpu / 1000.0, r => r.Memory / 1048576.0 })
        {
            Row(users.Where(u => of(u.Option.Need) > 0).Select(u => Term(of(u.Option.Need), X(u.Model, u.Option))).Append(Term(-of(pool.NewNode), nodes)), "<=", pool.Existing.Sum(g => of(g.Free) * g.Count));
        }
    }

    private void Add(LimitData limit)
    {
        var all = _instance.Models.Where(m => !m.Refused).SelectMany(m => m.Options.SelectMany(o => o.Limits.Select(l => (Name: X(m, o), Use: l))))
            .Concat(_instance.Pools.SelectMany(p => p.NodeLimits.Select(l => (Name: $"n{p.Index}", Use: l)))).Where(x => x.Use.Limit == limit.Index).ToList();
        if (double.IsFinite(limit.Gpus))
        {
            Row(all.Where(x => x.Use.Gpus > 0).Select(x => Term(x.Use.Gpus, x.Name)), "<=", limit.Gpus);
        }

        if (double.IsFinite(limit.Cost))
        {
            Row(all.Where(x => x.Use.Cost > 0).Select(x => Term(x.Use.Cost, x.Name)), "<=", limit.Cost);
        }
    }
}
