namespace Lepton.Operator.Rollouts;

/// <summary>Tells of a Deployment in a member which revision it is: in its own metadata and not in its pods', so that numbering revisions restarts nothing.</summary>
internal static class RevisionHash
{
    /// <summary>On Deployments: <see cref="RevisionTemplate.Hash"/> of what they were made from.</summary>
    public const string Annotation = "lepton.ai/revision-hash";
}
