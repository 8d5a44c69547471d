namespace Lepton.Placement.Search;

/// <summary>How an insertion judges candidates. The result is always judged by its true cost; this only decides what is tried.</summary>
/// <param name="ShadowWeight">0 looks only at this model's own cost; 1 adds the full shadow prices of what others want too.</param>
/// <param name="Noise">Up to this part is added at random to a candidate's price.</param>
internal readonly record struct Guidance(double ShadowWeight, double Noise)
{
    internal static readonly Guidance Plain = new(0, 0);
}
