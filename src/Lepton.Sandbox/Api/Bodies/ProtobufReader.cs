using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Types;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Api.Bodies;

/// <summary>
/// Objects in Kubernetes' protobuf form: the bytes <c>k8s\0</c>, then a message runtime.Unknown with the kind and the object. kubectl sends some
/// of what it makes itself (<c>create</c>, <c>auth can-i</c>, <c>autoscale</c>) in no other way. Field numbers are those of the generated.proto files of
/// Kubernetes 1.36.
/// </summary>
internal static class ProtobufReader
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static readonly byte[] Magic = "k8s\0"u8.ToArray();

    /// <summary>Clients name it by the group of what they delete; it is the same in each.</summary>
    private static readonly Lazy<BuiltinType?> DeleteOptions = new(() => (BuiltinTypes.Find("policy/v1", "Eviction")?.Field("deleteOptions")?.Type as TypeRef.Struct)?.Type);

    /// <returns>Null for what is not such a message, or for a kind with fields that are not in the table.</returns>
    public static JsonObject? Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic))
            return null;
        try
        {
            var (apiVersion, kind, raw) = Envelope(bytes[Magic.Length..]);
            if ((kind == "DeleteOptions" ? DeleteOptions.Value : BuiltinTypes.Find(apiVersion, kind)) is not { } type)
                return null;
            var value = Message(type, raw);
            value["kind"] = kind;
            value["apiVersion"] = apiVersion;
            return value;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static (string ApiVersion, string Kind, byte[] Raw) Envelope(ReadOnlySpan<byte> bytes)
    {
        var (apiVersion, kind, raw) = ("", "", Array.Empty<byte>());
        var wire = new WireReader(bytes);
        while (wire.Next(out var number))
        {
            if (number == 1)
            {
                var meta = new WireReader(wire.Bytes);
                while (meta.Next(out var field))
                    _ = field == 1 ? apiVersion = meta.Text : kind = meta.Text;
            }
            else if (number == 2)
                raw = wire.Bytes.ToArray();
        }

        return (apiVersion, kind, raw);
    }

    private static JsonObject Message(BuiltinType type, ReadOnlySpan<byte> bytes)
    {
        var value = new JsonObject();
        var wire = new WireReader(bytes);
        while (wire.Next(out var number))
        {
            var field = ProtobufNumbers.Field(type, number) ?? throw new InvalidDataException($"{type.Name} has no field {number} in the table");
            switch (field.Type)
            {
                case TypeRef.List list:
                    if (value[field.Name] is not JsonArray items)
                        value[field.Name] = items = [];
                    items.Add(Value(list.Element, ref wire));
                    break;
                case TypeRef.Map map:
                    Entry(value.Child(field.Name), map, wire.Bytes);
                    break;
                default:
                    if (Value(field.Type, ref wire) is { } read && (field.Pointer || !IsZero(read)))
                        value[field.Name] = read;
                    break;
            }
        }

        return value;
    }

    private static void Entry(JsonObject map, TypeRef.Map type, ReadOnlySpan<byte> bytes)
    {
        var key = "";
        JsonNode? element = null;
        var wire = new WireReader(bytes);
        while (wire.Next(out var number))
        {
            if (number == 1)
                key = wire.Text;
            else
                element = Value(type.Element, ref wire);
        }

        map[key] = element ?? JsonValue.Create("");
    }

    private static JsonNode? Value(TypeRef type, ref WireReader wire) => type switch
    {
        TypeRef.Struct structure => Message(structure.Type, wire.Bytes),
        TypeRef.Scalar scalar => Scalar(scalar.Kind, ref wire),
        _ => throw new InvalidDataException("only fields of a fixed shape can be read"),
    };

    private static JsonNode? Scalar(ScalarKind kind, ref WireReader wire) => kind switch
    {
        ScalarKind.String => JsonValue.Create(wire.Text),
        ScalarKind.Bytes => JsonValue.Create(Convert.ToBase64String(wire.Bytes)),
        ScalarKind.Bool => JsonValue.Create(wire.Number != 0),
        ScalarKind.Int32 or ScalarKind.Int64 => JsonNumbers.From(wire.Number),
        ScalarKind.Quantity => ProtobufScalars.Quantity(wire.Bytes),
        ScalarKind.IntOrString => ProtobufScalars.IntOrString(wire.Bytes),
        ScalarKind.Time or ScalarKind.MicroTime => ProtobufScalars.Time(wire.Bytes, kind == ScalarKind.MicroTime),
        _ => throw new InvalidDataException($"a {kind} has no form here"),
    };

    private static bool IsZero(JsonNode value) => value.ToJsonString() is "\"\"" or "0" or "false" or "{}";
}
