using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Watch;

namespace Lepton.Kubernetes.Tests.Watch;

/// <summary>However a stream is cut into pieces, the same events come out of it; whatever else is in it is a typed error.</summary>
public class WatchReaderPropertyTests
{
    private static readonly ApiRequest Request = new(HttpMethod.Get, "/x");

    [Fact]
    public void EventsDoNotDependOnHowTheStreamIsCut()
    {
        var streams = from values in Gen.ListOf(ArbMap.Default.GeneratorFor<string>())
                      from cuts in Gen.ArrayOf(Gen.Choose(1, 40))
                      select (values.Select(Clean).ToList(), cuts);
        Prop.ForAll(streams.ToArbitrary(), s => ReadAsync(Lines(s.Item1), s.cuts).Result.SequenceEqual(s.Item1, StringComparer.Ordinal)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void AnyTextIsEventsOrATypedError() => Prop.ForAll<string?>(text =>
    {
        try
        {
            _ = ReadAsync(Encoding.UTF8.GetBytes((text ?? "") + "\n"), [3]).GetAwaiter().GetResult();
            return string.IsNullOrWhiteSpace(text?.Replace("\n", "", StringComparison.Ordinal));
        }
        catch (KubernetesResponseException e)
        {
            return e.Message.StartsWith("GET /x: an event cannot be read", StringComparison.Ordinal);
        }
    }).QuickCheckThrowOnFailure();

    private static byte[] Lines(IEnumerable<string> values) => Encoding.UTF8.GetBytes(string.Concat(values.Select(v =>
        new JsonObject { ["type"] = "ADDED", ["object"] = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "n" }, ["data"] = new JsonObject { ["k"] = v } } }.ToJsonString() + "\n")));

    // Lone surrogates do not survive UTF-8.
    private static string Clean(string? text) => new([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);

    private static async Task<List<string>> ReadAsync(byte[] bytes, int[] cuts)
    {
        await using var reader = new WatchReader<V1ConfigMap>(Request, new PiecewiseStream(bytes, cuts), ResourceDefinition.Of<V1ConfigMap>(), 1 << 20, default, default);
        var values = new List<string>();
        while (await reader.NextAsync() is { } change)
            values.Add(change.Object.Data!["k"]);
        return values;
    }

    /// <summary>Hands out as many bytes per read as the cuts say, round and round.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int[] cuts) : MemoryStream(bytes)
    {
        private int _read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var most = cuts.Length == 0 || buffer.Length == 0 ? buffer.Length : Math.Min(buffer.Length, cuts[_read++ % cuts.Length]);
            return new ValueTask<int>(Read(buffer.Span[..most]));
        }
    }
}
