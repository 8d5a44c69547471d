using System.Text.Json.Serialization;

namespace Lepton.Cli.Sandboxes.Control;

/// <summary>What a command asks of a running sandbox: one JSON line.</summary>
/// <param name="Verb">status, fault, end-fault, price, load, clock or down.</param>
/// <param name="Arguments">By name; numbers in the invariant culture.</param>
internal sealed record ControlRequest(string Verb, IReadOnlyDictionary<string, string> Arguments)
{
    public string? Text(string name) => Arguments.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public double? Number(string name) => Text(name) is { } text ? double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;
}

/// <summary>The answer: one JSON line.</summary>
/// <param name="Error">What was wrong; null when it was done.</param>
/// <param name="Lines">For the person who asked.</param>
internal sealed record ControlResponse(string? Error, IReadOnlyList<string> Lines)
{
    public static ControlResponse Done(params IReadOnlyList<string> lines) => new(null, lines);
}

[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlResponse))]
internal sealed partial class ControlJson : JsonSerializerContext;
