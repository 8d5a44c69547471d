using Lepton.Api.Models;

namespace Lepton.Operator.Planning.Problem;

/// <summary>
/// What it costs to leave a model unplaced, per GPU (or per replica without GPUs): far above any price, and ten times more for each higher priority,
/// so that a higher priority is never given up for lower ones of the same size.
/// </summary>
internal sealed class Penalties
{
    private const double Base = 10_000;
    private readonly List<int> _priorities;

    public Penalties(IEnumerable<LeptonModel> models) => _priorities = models.Select(m => m.Spec.Priority).Distinct().Order().ToList();

    /// <summary>$/h per GPU.</summary>
    public double PerGpu(LeptonModel model)
    {
        var rank = _priorities.IndexOf(model.Spec.Priority);
        // Doubles carry 15 digits: more than six distinct priorities are squeezed into the same range.
        var step = _priorities.Count <= 6 ? 1.0 : 6.0 / _priorities.Count;
        return Base * Math.Pow(10, Math.Max(0, rank) * step);
    }
}
