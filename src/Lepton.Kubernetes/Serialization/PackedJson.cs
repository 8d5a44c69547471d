using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Serialization;

/// <summary>An object as the bytes of its JSON without managedFields. What is read of it again and again is kept by whoever reads it.</summary>
internal sealed class PackedJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = KubernetesJson.Options.MaxDepth };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private readonly byte[] _utf8;

    private PackedJson(byte[] utf8) => _utf8 = utf8;

    /// <summary>Absent on the items of lists, and set by whoever knows.</summary>
    public string? ApiVersion { get; set; }

    /// <inheritdoc cref="ApiVersion"/>
    public string? Kind { get; set; }

    public static PackedJson Of(JsonElement value)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
            Write(writer, value);
        return new PackedJson(buffer.WrittenSpan.ToArray()) { ApiVersion = Text(value, "apiVersion"u8), Kind = Text(value, "kind"u8) };
    }

    /// <summary>A new tree.</summary>
    public JsonObject Unpack()
    {
        var json = (JsonObject)JsonNode.Parse(_utf8, documentOptions: Deep)!;
        if (ApiVersion is not null)
            json["apiVersion"] = ApiVersion;
        if (Kind is not null)
            json["kind"] = Kind;
        return json;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        writer.WriteStartObject();
        foreach (var field in value.EnumerateObject())
        {
            if (!field.NameEquals("metadata"u8) || field.Value.ValueKind != JsonValueKind.Object)
            {
                field.WriteTo(writer);
                continue;
            }

            writer.WriteStartObject("metadata"u8);
            foreach (var item in field.Value.EnumerateObject().Where(i => !i.NameEquals("managedFields"u8)))
                item.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string? Text(JsonElement value, ReadOnlySpan<byte> name) =>
        value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
