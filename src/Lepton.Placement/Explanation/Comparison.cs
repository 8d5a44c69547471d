using Lepton.Placement.Admission;
using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Explanation;

/// <summary>Compares a pool that was not chosen with the placement that was. The model is taken out of the state meanwhile.</summary>
/// <param name="hourly">List cost of the chosen placement.</param>
/// <param name="total">Objective of the plan with the chosen placement.</param>
internal sealed class Comparison(State state, ModelData model, Part[] chosen, double hourly, double total)
{
    private readonly Trial _trial = new(state, model);

    /// <param name="all">List cost of the whole demand in this pool.</param>
    internal (CandidateVerdict Verdict, string Reason) Judge(Option option, double all)
    {
        var needed = model.Needed(option.Units);
        var room = Room(option, needed);
        if (room == 0)
        {
            return (CandidateVerdict.NoCapacity, Full(option));
        }

        var cost = Against(all);
        if (room < needed)
        {
            return (CandidateVerdict.Feasible, $"room for {room} of {needed} replicas beside the others; {cost}");
        }

        return (CandidateVerdict.Feasible, all > hourly + Money.Tolerance(hourly) || chosen.Length == 0 ? cost : $"{cost}, but {WhyNot(option, needed)}");
    }

    private int Room(Option option, int needed)
    {
        var most = state.Ledger.Room(option.Limits, Math.Min(needed, option.Most));
        _trial.Begin();
        var room = most > 0 && _trial.Nodes(option, most) >= 0 ? most : Math.Min(most, state.Packer.Further(option.Pool, state.Pool(option.Pool.Index).Batches, option.Need));
        while (room > 0 && _trial.Nodes(option, room) < 0)
        {
            room /= 2;
        }

        _trial.End();
        return room;
    }

    private string Full(Option option)
    {
        foreach (var use in option.Limits.Concat(option.Pool.NodeLimits))
        {
            if (state.Ledger.Room([use], 1) < 1)
            {
                return $"{state.Instance.Limits[use.Limit].Name} is used up by other models";
            }
        }

        var pool = state.Pool(option.Pool.Index);
        return $"{Misfit.NoNode(option.Pool, state.Packer.Remainders(option.Pool, pool.Batches), option.Need)} beside the other models";
    }

    private string Against(double all)
    {
        if (chosen.Length == 0)
        {
            return $"costs {Money.Hourly(all)} for all it wants; leaving it unplaced costs {Money.Hourly(model.WholePenalty)}";
        }

        var where = string.Join(" and ", chosen.Select(p => model.Options[p.Option].Pool.Source.Id));
        var difference = all - hourly;
        return Math.Abs(difference) <= Money.Tolerance(hourly) ? $"costs {Money.Hourly(all)}, as much as {where}"
            : difference > 0 ? $"costs {Money.Hourly(all)}, {Money.Hourly(difference)} more than {where}"
            : $"costs {Money.Hourly(all)}, {Money.Hourly(-difference)} less than {where}";
    }

    private string WhyNot(Option option, int needed)
    {
        Part[] parts = [new Part(option.Index, needed)];
        if (!Search.Judge.Allows(state.Instance, model, parts))
        {
            return "its rules do not let it run there alone";
        }

        if (!state.TrySet(model.Index, parts))
        {
            return "there is no room for all of it";
        }

        var there = state.Total;
        state.Clear(model.Index);
        var moves = model.Source.MoveCost * (ModelCost.Moves(model, parts) - ModelCost.Moves(model, chosen));
        var moving = moves > 0 ? $" ({Money.Hourly(moves)} of it for moving)" : "";
        return there - total > 1e-6
            ? $"the whole plan would cost {Money.Hourly(there - total)} more{moving}"
            : "no less than staying, with moves counted";
    }
}
