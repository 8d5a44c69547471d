using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;

namespace Lepton.Operator.Rollouts;

/// <summary>A revision as it is kept: a ControllerRevision beside the model, which owns it.</summary>
/// <param name="By">The field manager that wrote it, and when; null when nobody is known.</param>
/// <param name="Template">The fields of <see cref="RevisionTemplate"/>.</param>
internal sealed record RevisionRecord(long Number, string Hash, DateTimeOffset? Kept, string? By, DateTimeOffset? Written, string? Cause, JsonObject Template)
{
    private const string ByAnnotation = "lepton.ai/changed-by";
    private const string WrittenAnnotation = "lepton.ai/changed-at";

    /// <summary>As kubectl has it: what somebody who changes an object says of the reason.</summary>
    private const string CauseAnnotation = "kubernetes.io/change-cause";

    private const string Field = "spec";

    public static string NameOf(string model, long number) => $"{model}-{number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Selects the revisions of a model within its namespace.</summary>
    public static string Selector(string model) => $"{Ownership.ModelLabel}={model},{Ownership.ManagedByLabel}={Ownership.ManagedByValue}";

    /// <param name="model">As the server has it, managedFields included.</param>
    public static V1ControllerRevision Of(LeptonModel model, long number)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [RevisionHash.Annotation] = RevisionTemplate.Hash(model) };
        if (SpecWriter.Last(model.Metadata) is { } writer)
        {
            annotations[ByAnnotation] = writer.Manager;
            if (writer.Time is { } time)
                annotations[WrittenAnnotation] = RfcTime.Seconds(time);
        }

        if (model.Metadata.Annotations?.GetValueOrDefault(CauseAnnotation) is { Length: > 0 } cause)
            annotations[CauseAnnotation] = cause;
        return new V1ControllerRevision
        {
            Metadata = new V1ObjectMeta
            {
                Name = NameOf(model.Metadata.Name!, number),
                Namespace = model.Metadata.Namespace,
                Labels = new(StringComparer.Ordinal) { [Ownership.ModelLabel] = model.Metadata.Name!, [Ownership.ManagedByLabel] = Ownership.ManagedByValue },
                Annotations = annotations,
                OwnerReferences = [new V1OwnerReference { ApiVersion = $"{LeptonApi.Group}/{LeptonApi.Version}", Kind = "LeptonModel", Name = model.Metadata.Name!, Uid = model.Metadata.Uid!, Controller = true }],
            },
            Data = new JsonObject { [Field] = RevisionTemplate.Of(model.Spec) },
            Revision = number,
        };
    }

    /// <summary>Null when it is not one of this model's: of a model of the same name before it, or somebody else's.</summary>
    public static RevisionRecord? Read(V1ControllerRevision found, LeptonModel model)
    {
        if (found.Metadata.OwnerReferences?.Any(o => o.Uid == model.Metadata.Uid) != true || found.Data?[Field] is not JsonObject template)
            return null;
        var annotations = found.Metadata.Annotations ?? [];
        var written = DateTimeOffset.TryParse(annotations.GetValueOrDefault(WrittenAnnotation), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null;
        return new RevisionRecord(
            found.Revision, annotations.GetValueOrDefault(RevisionHash.Annotation) ?? "", found.Metadata.CreationTimestamp, annotations.GetValueOrDefault(ByAnnotation), written, annotations.GetValueOrDefault(CauseAnnotation), template);
    }
}
