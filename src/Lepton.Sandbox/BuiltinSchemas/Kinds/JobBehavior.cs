using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

internal sealed class JobBehavior : KindBehavior
{
    private const int MaxParallelismIndexed = 100_000;
    private static readonly string[] Counts =
        ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"];

    public override void Default(JsonObject value)
    {
        var spec = value.Child("spec");
        PodDefaults.ApplyToSpec(spec.Obj("template").Obj("spec"));
        if (spec["completions"] is null && spec["parallelism"] is null)
            spec["completions"] = JsonNumbers.From(1);
        spec["parallelism"] ??= JsonNumbers.From(1);
        spec["backoffLimit"] ??= JsonNumbers.From(spec["backoffLimitPerIndex"] is null ? 6 : int.MaxValue);
        spec["manualSelector"] ??= false;
        spec["completionMode"] ??= "NonIndexed";
        spec["suspend"] ??= false;
        spec["podReplacementPolicy"] ??= spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed";
        var metadata = value.Child("metadata");
        if (metadata.Obj("labels") is null or { Count: 0 } && spec.Obj("template").Obj("metadata").Obj("labels") is { Count: > 0 } labels)
            metadata["labels"] = JsonTree.CloneNode(labels);
    }

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        GeneratedSelector(value, spec, errors);
        SpecAndSelector(spec, errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        var (spec, before) = (value.Child("spec"), old.Obj("spec") ?? []);

        // A real server checks the spec of an update twice, and says so.
        SpecAndSelector(spec, errors);
        Completions(spec, before, errors);
        Check.Same(spec["selector"], before["selector"], "spec.selector", errors);
        if (!JsonNode.DeepEquals(spec["template"], Changeable(before, old, spec)))
            errors.Invalid("spec.template", spec["template"], Check.Immutable);
        foreach (var field in (string[])["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"])
            Check.Same(spec[field], before[field], "spec." + field, errors);
    }

    private static void SpecAndSelector(JsonObject spec, FieldErrors errors)
    {
        Spec(spec, "spec", errors);
        if (spec.Obj("selector") is { } selector)
            LabelSelectors.Validate(selector, "spec.selector", errors);
        else
            errors.Required("spec.selector");
        WorkloadChecks.MatchesTemplate(spec, errors);
    }

    /// <summary>Also for the template of a CronJob.</summary>
    public static void Spec(JsonObject spec, string path, FieldErrors errors)
    {
        foreach (var count in Counts)
            Check.NonNegative(spec, count, path, errors);
        Check.OneOf(spec, "completionMode", path, errors, "NonIndexed", "Indexed");
        if (spec.Str("completionMode") == "Indexed")
            Indexed(spec, path, errors);
        else
        {
            foreach (var field in ((string[])["backoffLimitPerIndex", "maxFailedIndexes"]).Where(field => spec[field] is not null))
                errors.Invalid($"{path}.{field}", spec[field], "requires indexed completion mode");
        }

        Check.OneOf(spec, "podReplacementPolicy", path, errors, "Failed", "TerminatingOrFailed");
        PodSpecValidation.Template(spec.Obj("template"), path + ".template", errors);
        var restart = spec.Obj("template").Obj("spec").Str("restartPolicy");
        if (restart is null or "" or "Always")
            errors.Required(path + ".template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        else if (spec["podFailurePolicy"] is not null && restart != "Never")
            errors.Invalid(path + ".template.spec.restartPolicy", restart, "only \"Never\" is supported when podFailurePolicy is specified");
    }

    private static void Indexed(JsonObject spec, string path, FieldErrors errors)
    {
        if (spec["completions"] is null)
            errors.Required(path + ".completions", "when completion mode is Indexed");
        if (spec.Int("parallelism") > MaxParallelismIndexed)
            errors.Invalid(path + ".parallelism", spec["parallelism"], $"must be less than or equal to {MaxParallelismIndexed} when completion mode is Indexed");
        if (spec.Int("maxFailedIndexes") > spec.Int("completions"))
            errors.Invalid(path + ".maxFailedIndexes", spec["maxFailedIndexes"], "must be less than or equal to completions");
        if (spec["maxFailedIndexes"] is not null && spec["backoffLimitPerIndex"] is null)
            errors.Required(path + ".backoffLimitPerIndex", "when maxFailedIndexes is specified");
    }

    private static void GeneratedSelector(JsonObject value, JsonObject spec, FieldErrors errors)
    {
        if (spec.Bool("manualSelector") == true || spec.Obj("selector") is not { } selector)
            return;
        var generated = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = value.Obj("metadata").Str("uid") } };
        if (!JsonNode.DeepEquals(selector, generated))
            errors.Invalid("spec.selector", selector, "`selector` not auto-generated");
    }

    private static void Completions(JsonObject spec, JsonObject before, FieldErrors errors)
    {
        if (spec.Str("completionMode") != "Indexed")
            Check.Same(spec["completions"], before["completions"], "spec.completions", errors);
        else if (spec["completions"] is not null && spec.Int("completions") != before.Int("completions") && spec.Int("completions") != spec.Int("parallelism"))
            errors.Invalid("spec.completions", spec["completions"], "can only be modified in tandem with spec.parallelism");
    }

    /// <summary>The stored template, with what may change while the job is suspended and has not started taken from the new one.</summary>
    private static JsonNode? Changeable(JsonObject before, JsonObject old, JsonObject spec)
    {
        if (before.Bool("suspend") != true || old.Obj("status")?["startTime"] is not null || before.Obj("template") is not { } stored)
            return before["template"];
        var template = JsonTree.Clone(stored);
        var (wanted, pod) = (spec.Obj("template"), template.Child("spec"));
        foreach (var field in (string[])["nodeSelector", "tolerations", "affinity", "schedulingGates"])
            JsonTree.CopyField(wanted.Obj("spec"), pod, field);
        foreach (var field in (string[])["labels", "annotations"])
            JsonTree.CopyField(wanted.Obj("metadata"), template.Child("metadata"), field);
        return template;
    }
}
