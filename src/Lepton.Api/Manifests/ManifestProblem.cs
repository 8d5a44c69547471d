using Lepton.Api.Validation;

namespace Lepton.Api.Manifests;

/// <summary>Something wrong in a manifest.</summary>
/// <param name="Source">The file it stands in, as it was given.</param>
public sealed record ManifestProblem(string Source, ValidationError Error)
{
    public override string ToString() => $"{Source}: {Error}";
}
