namespace Lepton.Kubernetes.Patching;

/// <summary>What is wrong with a patch.</summary>
public enum PatchProblem
{
    /// <summary>It is not a patch at all; a server answers 400.</summary>
    Malformed,

    /// <summary>An operation of a JSON patch cannot be done on this object (path absent, test failed); a server answers 422.</summary>
    NotApplicable,

    /// <summary>A strategic merge patch that cannot be merged (no merge key, bad directive); a server answers 500.</summary>
    NotMergeable,
}

/// <summary>A patch that cannot be applied. Nothing was changed.</summary>
public sealed class PatchException(PatchProblem problem, string message) : Exception(message)
{
    public PatchProblem Problem { get; } = problem;
}
