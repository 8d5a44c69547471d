using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission;

/// <summary>A fingerprint of what is applied: it tells that a field was dropped, which comparing field by field cannot.</summary>
internal static class AppliedHash
{
    /// <summary>The first 64 bits of SHA-256 over the canonical JSON, as 16 hex digits. Independent of the order of members.</summary>
    public static string Of(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
            CanonicalJson.Write(writer, node);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, 8));
    }
}
