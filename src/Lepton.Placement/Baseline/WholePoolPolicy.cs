using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Baseline;

/// <summary>
/// One model after the other goes whole to the cheapest pool at list price that has room for all of it, else to the next: failover down a price list, as
/// SkyPilot's optimizer does for each task by itself. Nothing is divided, and what was placed before is not reconsidered.
/// </summary>
internal sealed class WholePoolPolicy(PolicyRun run)
{
    internal void Place()
    {
        // In the order in which they are asked for: it knows no priorities.
        foreach (var model in run.Models.OrderBy(m => m.Index))
        {
            foreach (var option in model.Options.OrderBy(o => Listed(model, o)).ThenBy(o => o.Index))
            {
                Part[] parts = [new Part(option.Index, model.Needed(option.Units))];
                if (Judge.Allows(run.State.Instance, model, parts) && run.State.TrySet(model.Index, parts))
                {
                    break;
                }
            }
        }
    }

    private static double Listed(ModelData model, Option option) => (option.ListRate * model.Needed(option.Units)) + model.GangCost[option.Index];
}
