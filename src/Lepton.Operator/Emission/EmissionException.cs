namespace Lepton.Operator.Emission;

/// <summary>What was asked for cannot be written as objects. The message names object, field, what was found and what would be right.</summary>
public sealed class EmissionException : Exception
{
    public EmissionException(string subject, string field, string problem, Exception? inner = null)
        : base($"{subject}: {field}: {problem}", inner)
    {
        Field = field;
    }

    public string Field { get; }
}
