using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Baseline;

/// <summary>
/// Divides each model over clusters by how many of its replicas fit on what their nodes have free (Karmada's estimator counts the same), within a cluster by
/// the roomiest pool; nodes are opened only for what fits on none. Where this breaks a rule of the model, it is corrected replica by replica: always the
/// roomiest pool that the rules still allow.
/// </summary>
/// <param name="equal">Every cluster has the same weight, whatever room it has.</param>
internal sealed class CapacityPolicy(PolicyRun run, bool equal = false)
{
    internal void Place()
    {
        foreach (var model in run.Models)
        {
            var proposals = model.Gang
                ? model.Options.GroupBy(o => o.Pool.Cluster).OrderByDescending(g => g.Sum(Free)).ThenByDescending(g => g.Sum(Room)).ThenBy(g => g.Key).Select(g => g.ToArray())
                : [model.Options];
            var placed = proposals.Select(options => Fill(model, options)).FirstOrDefault(parts => parts.Length > 0) ?? [];
            run.State.TrySet(model.Index, placed);
        }
    }

    private int Free(Option option) => run.State.Packer.Free(option.Pool, run.State.Pool(option.Pool.Index).Batches, option.Need);

    private int Room(Option option) => run.State.Packer.Further(option.Pool, run.State.Pool(option.Pool.Index).Batches, option.Need);

    private Part[] Fill(ModelData model, Option[] options)
    {
        var trial = new Trial(run.State, model);
        trial.Begin();
        var weights = options.GroupBy(o => o.Pool.Cluster).ToDictionary(g => g.Key, g => equal ? 1.0 : g.Sum(Free));
        var given = weights.Keys.ToDictionary(c => c, _ => 0);
        while (Next(trial, options, weights, given) is { } option)
        {
            given[option.Pool.Cluster]++;
        }

        trial.Trim();
        var parts = trial.Parts();
        trial.End();
        return Judge.Allows(run.State.Instance, model, parts) ? parts : [];
    }

    /// <summary>The next replica goes to the cluster that is furthest below its share (Sainte-Laguë's quotient: seats in proportion to weights).</summary>
    private Option? Next(Trial trial, Option[] options, Dictionary<int, double> weights, Dictionary<int, int> given)
    {
        var floors = options.Any(o => trial.Tally.Helps(o) > 0);
        if (trial.Model.Missing(trial.Tally.Units) <= 0 && !floors)
        {
            return null;
        }

        var order = options.OrderByDescending(o => weights[o.Pool.Cluster] / ((2 * given[o.Pool.Cluster]) + 1)).ThenByDescending(Free).ThenByDescending(Room).ThenBy(o => o.Index)
            .Where(o => (!floors || trial.Tally.Helps(o) > 0) && trial.Tally.KeepsSkew(o)).ToList();
        // Twice: on what is free, and only then with a node opened.
        return order.Find(o => Add(trial, o, mayOpen: false)) ?? order.Find(o => Add(trial, o, mayOpen: true));
    }

    private static bool Add(Trial trial, Option option, bool mayOpen)
    {
        var (count, nodes) = trial.Room(option, 1);
        if (count == 0 || (nodes > 0 && !mayOpen))
        {
            return false;
        }

        trial.Add(option, 1, nodes);
        return true;
    }
}
