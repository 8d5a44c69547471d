using System.Net;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Admission;

/// <summary>The verdict on one write.</summary>
public sealed record AdmissionResponse
{
    public required bool Allowed { get; init; }

    /// <summary>For people: why it was refused. Servers put "admission webhook … denied the request: " before it.</summary>
    public string? Message { get; init; }

    /// <summary>The HTTP status the writer gets when refused; servers make 400 of none.</summary>
    public HttpStatusCode? Code { get; init; }

    /// <summary>The machine-readable reason the writer gets, such as <c>Invalid</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The fields at fault, one by one.</summary>
    public IReadOnlyList<V1StatusCause> Causes { get; init; } = [];

    /// <summary>A JSON patch (RFC 6902) of the object; only of mutating webhooks.</summary>
    public JsonArray? Patch { get; init; }

    /// <summary>Shown to the writer whatever the verdict. Servers cut what is longer than 256 characters.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public static AdmissionResponse Allow(params IReadOnlyList<string> warnings) => new() { Allowed = true, Warnings = warnings };

    /// <summary>Refuses for good: 403 Forbidden unless another status says it better (422 for what is invalid).</summary>
    public static AdmissionResponse Deny(string message, HttpStatusCode code = HttpStatusCode.Forbidden, string? reason = null) => new()
    {
        Allowed = false,
        Message = message,
        Code = code,
        Reason = reason ?? (code == HttpStatusCode.Forbidden ? "Forbidden" : code == HttpStatusCode.UnprocessableEntity ? "Invalid" : null),
    };

    /// <summary>Allows the object as <paramref name="changed"/>: the patch is what differs from <paramref name="original"/>.</summary>
    public static AdmissionResponse Change(JsonObject original, JsonObject changed) => new() { Allowed = true, Patch = JsonDiff.Of(original, changed) };
}
