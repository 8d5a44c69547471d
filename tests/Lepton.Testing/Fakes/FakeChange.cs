using System.Text.Json.Nodes;

namespace Lepton.Testing.Fakes;

/// <summary>One change in the history of a <see cref="FakeStore"/>: the object before and after; either may be absent. Never changed afterwards.</summary>
internal sealed record FakeChange(long Version, JsonObject? Before, JsonObject? After);
