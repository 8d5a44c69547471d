using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Lepton.Benchmarks.Runtime;

/// <summary>
/// The JSON of an object in which <see cref="Index"/> and <see cref="Version"/> stand for eight digits each: a server writes fifty thousand objects without holding them.
/// </summary>
internal sealed class ObjectTemplate
{
    public const string Index = "@@INDEX@@";
    public const string Version = "@@VERSION@@";
    private const int Digits = 8;
    private readonly List<(byte[] Text, bool IsVersion)> _parts = [];
    private readonly byte[] _end;
    private readonly JsonObject _value;

    public ObjectTemplate(JsonObject value)
    {
        _value = value;
        var rest = value.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        while (Next(rest) is var (at, length) && at >= 0)
        {
            _parts.Add((Encoding.UTF8.GetBytes(rest[..at]), length == Version.Length));
            rest = rest[(at + length)..];
        }

        _end = Encoding.UTF8.GetBytes(rest);
        Length = _parts.Sum(p => p.Text.Length + Digits) + _end.Length;
    }

    /// <summary>Bytes of one object.</summary>
    public int Length { get; }

    /// <summary>The same objects as a server answers them when asked for metadata alone.</summary>
    public ObjectTemplate MetadataOnly() => new(new JsonObject
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = _value["metadata"]!.DeepClone(),
    });

    public void Write(IBufferWriter<byte> output, int index, long version)
    {
        foreach (var (text, isVersion) in _parts)
        {
            output.Write(text);
            var digits = output.GetSpan(Digits);
            (isVersion ? version : (long)index).TryFormat(digits, out var written, "D8", CultureInfo.InvariantCulture);
            output.Advance(written);
        }

        output.Write(_end);
    }

    private static (int At, int Length) Next(string text)
    {
        var (index, version) = (text.IndexOf(Index, StringComparison.Ordinal), text.IndexOf(Version, StringComparison.Ordinal));
        return version >= 0 && (index < 0 || version < index) ? (version, Version.Length) : (index, Index.Length);
    }
}
