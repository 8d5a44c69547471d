using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission.Comparing;

/// <summary>
/// Values that say nothing: a server drops them, or puts its default in their place. To demand them would mean to find a difference for ever.
/// Where zero or false does mean something (a pointer in the API's Go types) they count like any other value.
/// </summary>
internal static class UnsetValues
{
    public static bool DemandNothing(JsonNode? desired, JsonNode? live, Place place) => desired switch
    {
        null => true,
        JsonArray { Count: 0 } => live is null,
        JsonObject { Count: 0 } => live is null && JsonMap(place),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>().Length == 0 && !place.IsMapEntry && !place.IsItem,
            JsonValueKind.False => live is null && IsPlainBoolean(place.Field),
            JsonValueKind.Number => IsPlainNumber(place.Field, live is null) && value.ToJsonString() is "0",
            _ => false,
        },
        _ => false,
    };

    private static bool JsonMap(Place place) => Place.IsMap(place.Field) || place.Field == "resources";

    private static bool IsPlainBoolean(string? field) => field is "readOnly" or "hostNetwork" or "hostPID" or "hostIPC" or "stdin" or "stdinOnce" or "tty"
        or "paused" or "publishNotReadyAddresses";

    /// <summary>Zero is dropped, or in the case of probes' times replaced by a default.</summary>
    private static bool IsPlainNumber(string? field, bool absent) => field switch
    {
        "timeoutSeconds" or "periodSeconds" or "successThreshold" or "failureThreshold" => true,
        "minReadySeconds" or "initialDelaySeconds" or "hostPort" or "nodePort" => absent,
        _ => false,
    };
}
