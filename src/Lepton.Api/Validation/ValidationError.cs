namespace Lepton.Api.Validation;

/// <summary>One thing that is wrong with an object.</summary>
/// <param name="Object">Kind and name, such as <c>LeptonModel team-a/llama</c>.</param>
/// <param name="Field">Path of the field, such as <c>spec.accelerators[0].name</c>.</param>
/// <param name="Found">What is there, in quotes if it is text; <c>nothing</c> if it is absent.</param>
/// <param name="Expected">What would be right, in words.</param>
public sealed record ValidationError(string Object, string Field, string Found, string Expected)
{
    public override string ToString() => $"{Object}: {Field}: found {Found}, expected {Expected}";
}
