using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Storage;

/// <summary>A request the API server refuses: the Status it answers with.</summary>
public sealed class ApiStatusException(int code, string? reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    /// <summary>NotFound, Conflict, Invalid …; a few real errors have none.</summary>
    public string? Reason { get; } = reason;

    public JsonObject? Details { get; } = details;

    /// <summary>The metadata of the Status: nothing, but for an expired continue token the one to go on with.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>The meta/v1 Status.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = Metadata?.DeepClone() ?? new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason is not null)
            status["reason"] = Reason;
        if (Details is not null)
            status["details"] = Details.DeepClone();
        status["code"] = Code;
        return status;
    }
}
