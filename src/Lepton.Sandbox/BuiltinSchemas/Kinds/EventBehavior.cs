using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>
/// Events of both APIs. The newer one is strict: a controller, an instance, an action, a reason and a time are needed, and only the series may change.
/// </summary>
/// <param name="strict">events.k8s.io; else the core's.</param>
internal sealed class EventBehavior(bool strict) : KindBehavior
{
    private const int MaxWord = 128;
    private const int MaxNote = 1024;

    private static readonly (string Field, string Blamed)[] ImmutableFields =
    [
        ("regarding", "involvedObject"), ("reason", "reason"), ("note", "message"), ("deprecatedSource", "source"), ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"), ("type", "type"), ("eventTime", "eventTime"), ("action", "action"),
        ("related", "related"), ("reportingController", "reportingController"), ("reportingInstance", "reportingInstance"),
    ];

    private string About => strict ? "regarding" : "involvedObject";

    private string Controller => strict ? "reportingController" : "reportingComponent";

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        Namespace(value, errors);
        if (value["eventTime"] is not null)
            Reported(value, errors);
        if (strict)
            Strict(value, errors);
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        if (!strict)
            return;
        foreach (var (field, blamed) in ImmutableFields)
            Check.Same(value[field], old[field], blamed, errors);
    }

    private void Namespace(JsonObject value, FieldErrors errors)
    {
        var home = value.Obj("metadata").Str("namespace") ?? "";
        var about = value.Obj(About).Str("namespace") ?? "";
        var fits = (about, value["eventTime"]) switch
        {
            ("", null) => home is "" or "default",
            ("", _) => home is "default" or "kube-system",
            (_, null) => about == home,
            _ => true,
        };
        if (!fits)
            errors.Invalid("involvedObject.namespace", about, "does not match event.namespace");
    }

    private void Reported(JsonObject value, FieldErrors errors)
    {
        var controller = value.Str(Controller) ?? "";
        if (controller.Length == 0)
            errors.Required(Controller);
        Check.Name(NameRules.QualifiedName(controller), controller, Controller, errors);
        foreach (var field in (string[])["reportingInstance", "action", "reason"])
        {
            var text = value.Str(field) ?? "";
            if (text.Length == 0)
                errors.Required(field);
            if (text.Length > MaxWord)
                errors.Invalid(field, "", $"can have at most {MaxWord} characters");
        }

        if ((value.Str(strict ? "note" : "message") ?? "").Length > MaxNote)
            errors.Invalid("message", "", $"can have at most {MaxNote} characters");
    }

    private static void Strict(JsonObject value, FieldErrors errors)
    {
        if (value.Obj("series") is { } series)
        {
            if (series.Int("count") is null or < 2)
                errors.Invalid("series.count", "", "should be at least 2");
            if (series["lastObservedTime"] is null)
                errors.Required("series.lastObservedTime");
        }

        if (value["eventTime"] is null)
            errors.Required("eventTime");
        if (value.Str("type") is not ("Normal" or "Warning"))
            errors.Invalid("type", "", $"has invalid value: {value.Str("type")}");
    }
}
