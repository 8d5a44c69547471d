using System.Text.Json.Nodes;
using Lepton.Cli.Hub;
using Lepton.Cli.Output;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Patching;
using Lepton.Operator.Rollouts;

namespace Lepton.Cli.Rollouts;

/// <summary>
/// Puts the fields of an older revision into a model's spec, as if somebody had written them there: the operator then rolls them out as any other change (at once, where
/// it is the last good one). Where Git has the spec, Git has to say so too.
/// </summary>
internal sealed class Rollback(IKubernetesClient hub, TextWriter errors)
{
    /// <summary>In managedFields, and in the history as who changed it.</summary>
    public const string FieldManager = "lepton-rollback";

    /// <param name="number">The revision; null for the last good one, or the one before it where that is what the spec says already.</param>
    /// <param name="dryRun">Only say what would change.</param>
    /// <exception cref="CommandException">There is no such model or revision, or nothing to change.</exception>
    public async Task<Report> RunAsync(string @namespace, string name, long? number, bool dryRun, CancellationToken cancellationToken)
    {
        var history = await ModelHistory.ReadAsync(hub, @namespace, name, cancellationToken);
        var model = history.Model;
        var target = Target(history, number);
        var (now, then) = (RevisionTemplate.Of(model.Spec), target.Template);
        var patch = JsonMergePatch.Diff(now, then);
        if (patch.Count == 0)
            throw new CommandException($"LeptonModel {model.Metadata.NamespacedName()} spec: found what revision {target.Number} says, expected another revision. Next: lepton history {name} -n {@namespace}");
        if (SpecWriter.GitOps(model.Metadata) is { } git)
        {
            await errors.WriteLineAsync(
                $"lepton rollback: warning: {git.Name} keeps the spec of LeptonModel {model.Metadata.NamespacedName()} ({git.Sign}) and may undo this at its next sync. Next: set the same in its repository: {string.Join(", ", patch.Select(f => $"spec.{f.Key}"))}");
        }

        if (!dryRun)
        {
            // Only over what was read: a change that came in between is not undone unseen.
            var change = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = model.Metadata.ResourceVersion }, ["spec"] = patch.DeepClone() };
            await hub.Resource<Api.Models.LeptonModel>().PatchAsync(name, @namespace, Patch.Merge(change), options: new WriteOptions { FieldManager = FieldManager }, cancellationToken: cancellationToken);
        }

        return Describe(history, target, patch, now, dryRun);
    }

    private static RevisionRecord Target(ModelHistory history, long? number)
    {
        var (model, name) = (history.Model, history.Model.Metadata.NamespacedName());
        var known = history.Revisions.Count == 0 ? "none (they are kept once the model is at work)" : string.Join(", ", history.Revisions.Select(r => r.Number));
        if (number is { } asked)
            return history.Revisions.FirstOrDefault(r => r.Number == asked) ?? throw new CommandException($"--to-revision: found {asked}, expected a revision of LeptonModel {name}: {known}");
        var hash = RevisionTemplate.Hash(model);
        var good = model.Status?.Revision;
        // A change that has failed or is on its way goes back to what was good; what is good itself, to what was before.
        var before = good is not null && good.Hash != hash
            ? history.Revisions.FirstOrDefault(r => r.Number == good.Number)
            : history.Revisions.FirstOrDefault(r => r.Number < (good?.Number ?? long.MaxValue) && r.Hash != hash);
        return before ?? throw new CommandException($"LeptonModel {name}: found no revision before what the spec says; kept are {known}");
    }

    private static Report Describe(ModelHistory history, RevisionRecord target, JsonObject patch, JsonObject now, bool dryRun)
    {
        var fields = patch.Select(f => f.Key).ToList();
        var model = history.Model.Metadata;
        var data = new JsonObject
        {
            ["model"] = model.NamespacedName(),
            ["revision"] = target.Number,
            ["dryRun"] = dryRun,
            ["fields"] = new JsonArray([.. fields.Select(f => (JsonNode)new JsonObject { ["field"] = $"spec.{f}", ["from"] = now[f]?.DeepClone(), ["to"] = target.Template[f]?.DeepClone() })]),
        };
        return new Report(["FIELD", "FROM", "TO"], [.. fields.Select(f => (IReadOnlyList<string>)[$"spec.{f}", Text(now[f]), Text(target.Template[f])])], data)
        {
            Before = [$"LeptonModel {model.NamespacedName()}: {(dryRun ? "would be" : "is")} as revision {target.Number} again"],
            After = dryRun ? [] : [$"Next: lepton history {model.Name} -n {model.Namespace}"],
        };
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => "-",
        JsonValue single when single.TryGetValue<string>(out var text) => text,
        _ => value.ToJsonString(),
    };
}
