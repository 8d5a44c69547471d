using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>Conditions of rows: kubectl hides completed pods behind them on request.</summary>
internal static class RowConditions
{
    public static Func<JsonObject, JsonArray?>? For(string kind) => kind == "/Pod" ? Pod : null;

    private static JsonArray? Pod(JsonObject pod) => pod.Obj("status").Str("phase") switch
    {
        "Succeeded" => Completed("Succeeded", "The pod has completed successfully."),
        "Failed" => Completed("Failed", "The pod failed."),
        _ => null,
    };

    private static JsonArray Completed(string reason, string message) =>
        [new JsonObject { ["type"] = "Completed", ["status"] = "True", ["reason"] = reason, ["message"] = message }];
}
