using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Pods;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

internal sealed class CronJobBehavior : KindBehavior
{
    public override void Default(JsonObject value) =>
        PodDefaults.ApplyToSpec(value.Obj("spec").Obj("jobTemplate").Obj("spec").Obj("template").Obj("spec"));

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        var spec = value.Child("spec");
        if (spec.Str("schedule") is not { Length: > 0 } schedule)
            errors.Required("spec.schedule");
        else if (schedule[0] != '@' && schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 5)
            errors.Invalid("spec.schedule", schedule, $"expected exactly 5 fields, found {schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length}: [{schedule}]");
        Check.NonNegative(spec, "startingDeadlineSeconds", "spec", errors);
        Check.OneOf(spec, "concurrencyPolicy", "spec", errors, "Allow", "Forbid", "Replace");
        Check.NonNegative(spec, "successfulJobsHistoryLimit", "spec", errors);
        Check.NonNegative(spec, "failedJobsHistoryLimit", "spec", errors);
        JobBehavior.Spec(spec.Obj("jobTemplate").Obj("spec") ?? [], "spec.jobTemplate.spec", errors);
    }
}
