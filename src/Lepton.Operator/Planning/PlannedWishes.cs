using System.Collections.Concurrent;
using Lepton.Api.Models;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>What each model wished for when it was planned last: whether a newer generation of it still has the plan it needs.</summary>
internal sealed class PlannedWishes
{
    private ConcurrentDictionary<ModelKey, string> _wishes = new();

    /// <summary>A plan for these models was saved.</summary>
    public void Planned(IEnumerable<LeptonModel> models) =>
        _wishes = new(models.Select(m => KeyValuePair.Create(ModelStore.KeyOf(m), ModelWish.Of(m))));

    /// <summary>Whether the newest plan is the plan of this generation too.</summary>
    public bool Covers(LeptonModel model) =>
        _wishes.TryGetValue(ModelStore.KeyOf(model), out var wish) && wish == ModelWish.Of(model);
}
