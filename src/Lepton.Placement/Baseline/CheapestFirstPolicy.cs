using Lepton.Placement.Search;

namespace Lepton.Placement.Baseline;

/// <summary>One model after the other, each where it is cheapest now.</summary>
internal sealed class CheapestFirstPolicy(PolicyRun run)
{
    internal void Place()
    {
        var inserter = new Inserter(run.State, new ShadowPrices(run.State.Instance), new Random(0));
        foreach (var model in run.Models)
        {
            inserter.Insert(model, Guidance.Plain);
        }
    }
}
