using Lepton.Placement.Core;
using Lepton.Placement.Packing;
using Lepton.Placement.Search;
using Lepton.Placement.Solving;

namespace Lepton.Placement.Baseline;

/// <summary>What the simple policies share: an empty fleet, the models that can be placed at all, and the plan at the end.</summary>
internal sealed class PolicyRun
{
    private readonly Dictionary<int, IReadOnlyList<string>> _refused = [];

    internal PolicyRun(Instance instance)
    {
        State = new State(instance, new Packer(instance, exact: false));
        var admitted = new List<ModelData>();
        foreach (var model in instance.Models)
        {
            var reasons = model.Refusal;
            if (reasons.Count == 0)
            {
                admitted.Add(model);
            }
            else
            {
                _refused[model.Index] = reasons;
            }
        }

        Models = admitted.OrderByDescending(Construction.PenaltyPerGpu).ThenBy(m => m.Index).ToList();
    }

    internal State State { get; }

    /// <summary>Whom leaving would cost most per GPU first.</summary>
    internal IReadOnlyList<ModelData> Models { get; }

    internal PlacementPlan Plan() => new PlanBuilder(State, _refused).Build(0, State.Packer.Work, explain: false);
}
