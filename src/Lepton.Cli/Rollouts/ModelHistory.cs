using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Output;
using Lepton.Cli.Views;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Rollouts;

namespace Lepton.Cli.Rollouts;

/// <summary>A model's revisions: what each was, who wrote it, and where it runs.</summary>
/// <param name="Model">As the hub has it, managedFields included.</param>
/// <param name="Revisions">From the newest to the oldest.</param>
internal sealed record ModelHistory(LeptonModel Model, IReadOnlyList<RevisionRecord> Revisions)
{
    private string Hash => RevisionTemplate.Hash(Model);

    private LeptonModelStatus Status => Model.Status ?? new LeptonModelStatus();

    /// <exception cref="Hub.CommandException">There is no such model.</exception>
    public static async Task<ModelHistory> ReadAsync(IKubernetesClient hub, string @namespace, string name, CancellationToken cancellationToken)
    {
        var model = await ModelExplanation.FindAsync(hub, @namespace, name, cancellationToken);
        var all = await hub.Resource<V1ControllerRevision>().ListAllAsync(@namespace, new ListOptions { LabelSelector = RevisionRecord.Selector(name), WithoutManagedFields = true }, cancellationToken);
        return new ModelHistory(model, [.. all.Items.Select(r => RevisionRecord.Read(r, model)).OfType<RevisionRecord>().OrderByDescending(r => r.Number)]);
    }

    public Report Describe()
    {
        var rows = Revisions.Select(r => (IReadOnlyList<string>)[$"{r.Number}", Image(r), Time(r), r.By ?? "", State(r), string.Join(", ", Clusters(r)), r.Cause ?? ""]).ToList();
        if (!IsKept)
            rows.Insert(0, ["-", Model.Spec.Image, "", SpecWriter.Last(Model.Metadata)?.Manager ?? "", Unkept, "", ""]);
        return new Report(["REVISION", "IMAGE", "CHANGED", "BY", "STATE", "RUNS IN", "CAUSE"], rows, Data())
        {
            Title = $"LeptonModel {Model.Metadata.NamespacedName()}",
            After = Status.Rollout?.Message is { } message ? [$"{Status.Rollout.Phase}: {message}"] : [],
        };
    }

    /// <summary>How it is with a revision, in a word or two; empty for those of the past.</summary>
    internal string State(RevisionRecord revision)
    {
        if (Status.Rollout is { } rollout && rollout.Revision.Number == revision.Number)
        {
            return rollout.Phase switch
            {
                RolloutPhase.Progressing => "rolling out",
                RolloutPhase.Halted => "failed, halted",
                RolloutPhase.RollingBack => "failed, rolling back",
                _ => "failed, rolled back",
            };
        }

        return revision.Number == Status.Revision?.Number ? Status.Rollout is null && revision.Hash == Hash ? "at work" : "last good" : "";
    }

    internal IEnumerable<string> Clusters(RevisionRecord revision)
    {
        var placed = (Status.Placements ?? []).Select(p => p.Cluster).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        // Without a rollout all clusters run what the spec says.
        return Status.Rollout is { } rollout
            ? placed.Where(c => (rollout.Clusters?.Find(e => e.Cluster == c)?.Revision ?? Status.Revision?.Number) == revision.Number)
            : placed.Where(_ => revision.Number == Status.Revision?.Number && revision.Hash == Hash);
    }

    private const string Unkept = "the spec as it is: kept once it is at work everywhere, or when its rollout begins";

    /// <summary>Whether what the spec says now is one of the revisions.</summary>
    private bool IsKept => Hash == Status.Revision?.Hash || Hash == Status.Rollout?.Revision.Hash;

    private static string Image(RevisionRecord revision) => (string?)revision.Template["image"] ?? "";

    private static string Time(RevisionRecord revision) => (revision.Written ?? revision.Kept)?.ToUniversalTime().ToString("u") ?? "";

    private JsonObject Data() => new()
    {
        ["model"] = Model.Metadata.NamespacedName(),
        ["goodRevision"] = Status.Revision?.Number,
        ["specIsKept"] = IsKept,
        ["rollout"] = Kubernetes.Serialization.KubernetesJson.ToNode(Status.Rollout),
        ["revisions"] = new JsonArray([.. Revisions.Select(r => (JsonNode)new JsonObject
        {
            ["revision"] = r.Number,
            ["image"] = Image(r),
            ["changedAt"] = Time(r),
            ["changedBy"] = r.By,
            ["cause"] = r.Cause,
            ["state"] = State(r),
            ["clusters"] = new JsonArray([.. Clusters(r).Select(c => (JsonNode)c)]),
            ["template"] = r.Template.DeepClone(),
        })]),
    };
}
