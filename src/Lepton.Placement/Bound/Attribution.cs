using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Bound;

/// <summary>
/// Divides the distance between a placement and the bound exactly: what models pay above their least at the multipliers, priced capacity that stays
/// unused, and opened nodes that the multipliers do not pay for. Complementary slackness, term by term: the shares add up to the distance.
/// </summary>
internal sealed class Attribution(Instance instance, State state, Relaxation relaxation, double[] multipliers)
{
    internal IReadOnlyList<GapShare> Shares()
    {
        var value = relaxation.Certified(multipliers);
        var rent = new PoolRent(state, relaxation, multipliers);
        var shares = instance.Models.Select(Regret).Concat(instance.Pools.Select(p => new GapShare(GapCause.Pool, p.Source.Id, rent.Now(p)))).Concat(instance.Limits.Select(Slack)).ToList();
        var rest = state.Total - value - shares.Sum(s => s.Hourly);
        return shares.Append(new GapShare(GapCause.Limit, "", rest)).Where(s => Math.Abs(s.Hourly) > 1e-6)
            .OrderByDescending(s => s.Hourly).ThenBy(s => s.Name, StringComparer.Ordinal).ToList();
    }

    private GapShare Regret(ModelData model)
    {
        var parts = state.Parts(model.Index);
        var paid = ModelCost.Objective(model, parts) + parts.Sum(p => p.Count * relaxation.Shadow(model, model.Options[p.Option]));
        var cause = ModelCost.Penalty(model, parts) > 0 ? GapCause.Unplaced : model.Gang ? GapCause.Gang : GapCause.Model;
        return new GapShare(cause, model.Source.Id, paid - relaxation.ModelValues[model.Index]);
    }

    private GapShare Slack(LimitData limit)
    {
        var row = relaxation.FirstCut - (2 * instance.Limits.Length) + limit.Index;
        var gpus = double.IsFinite(limit.Gpus) ? multipliers[row] * (limit.Gpus - state.Ledger.Gpus(limit.Index)) : 0;
        var cost = double.IsFinite(limit.Cost) ? multipliers[row + instance.Limits.Length] * (limit.Cost - state.Ledger.Cost(limit.Index)) : 0;
        return new GapShare(GapCause.Limit, limit.Name, gpus + cost);
    }
}
