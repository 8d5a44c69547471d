using Lepton.Placement.Core;

namespace Lepton.Placement.Packing;

/// <summary>Replicas of one model in a pool.</summary>
internal readonly record struct Load(int Model, Resources Need, int Count)
{
    /// <summary>The order in which first fit takes them: larger needs first.</summary>
    internal static int Order(Load a, Load b)
    {
        var byNeed = Resources.Descending(a.Need, b.Need);
        return byNeed != 0 ? byNeed : a.Model.CompareTo(b.Model);
    }
}

/// <summary>Replicas of one size, of whatever models: all that packing needs to know, and far fewer of them than models.</summary>
internal readonly record struct Batch(Resources Need, int Count)
{
    /// <summary>The order in which first fit takes them: larger needs first.</summary>
    internal static int Order(Batch a, Batch b) => Resources.Descending(a.Need, b.Need);
}

/// <param name="NewNodes">Nodes opened beside the existing ones.</param>
/// <param name="Proven">No packing opens fewer nodes; or if it does not fit, none exists.</param>
internal readonly record struct PackResult(bool Fits, int NewNodes, bool Proven);
