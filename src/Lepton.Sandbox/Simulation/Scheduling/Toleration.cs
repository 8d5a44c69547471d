using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <param name="Key">Empty with operator Exists tolerates everything.</param>
/// <param name="Seconds">How long a NoExecute taint is tolerated; null is for ever.</param>
internal sealed record Toleration(string Key, string Operator, string Value, string Effect, long? Seconds)
{
    public static IReadOnlyList<Toleration> ReadAll(JsonObject? podSpec) => podSpec.Objects("tolerations").Select(Read).ToArray();

    public bool Tolerates(Taint taint) =>
        (Effect.Length == 0 || Effect == taint.Effect)
        && (Key.Length == 0 || Key == taint.Key)
        && (Operator == "Exists" || Key.Length > 0 && Value == taint.Value);

    private static Toleration Read(JsonObject json) =>
        new(json.Text("key") ?? "", json.Text("operator") ?? "Equal", json.Text("value") ?? "", json.Text("effect") ?? "", json.Number("tolerationSeconds"));
}
