using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Bodies;
using Lepton.Sandbox.Api.Handlers;
using Lepton.Sandbox.BuiltinSchemas.Types;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Tests.Api.Bodies;

/// <summary>Objects in protobuf, encoded here by hand after protobuf.dev/programming-guides/encoding and Kubernetes' generated.proto files.</summary>
public sealed class ProtobufReaderTests
{
    [Fact]
    public void Names_maps_and_bytes()
    {
        var metadata = Message(Text(1, "settings"), Text(3, "default"), Entry(11, "app", "web"), Entry(11, "tier", ""));
        var map = Message(Bytes(1, metadata), Entry(2, "a", "b"), Bytes(3, Message(Text(1, "raw"), Bytes(2, [1, 2, 255]))), Number(4, 1));
        Reads("v1", "ConfigMap", map, """
            {"metadata":{"name":"settings","namespace":"default","labels":{"app":"web","tier":""}},"data":{"a":"b"},"binaryData":{"raw":"AQL/"},"immutable":true,"kind":"ConfigMap","apiVersion":"v1"}
            """);
    }

    [Fact]
    public void Lists_of_messages_numbers_and_both_kinds_of_ports()
    {
        var number = Message(Text(1, "http"), Text(2, "TCP"), Number(3, 80), Bytes(4, Message(Number(1, 0), Number(2, 8080))));
        var name = Message(Text(1, "grpc"), Number(3, 90), Bytes(4, Message(Number(1, 1), Number(2, 0), Text(3, "grpc"))));
        var service = Message(Bytes(1, Message(Text(1, "s"))), Bytes(2, Message(Bytes(1, number), Bytes(1, name), Text(4, "ClusterIP"))));
        Reads("v1", "Service", service, """
            {"metadata":{"name":"s"},"spec":{"ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":8080},{"name":"grpc","port":90,"targetPort":"grpc"}],"type":"ClusterIP"},"kind":"Service","apiVersion":"v1"}
            """);
    }

    [Fact]
    public void Quantities_are_texts()
    {
        var quota = Message(Bytes(1, Message(Text(1, "q"))), Bytes(2, Message(Bytes(1, Message(Text(1, "pods"), Bytes(2, Message(Text(1, "10"))))))));
        Reads("v1", "ResourceQuota", quota, """{"metadata":{"name":"q"},"spec":{"hard":{"pods":"10"}},"kind":"ResourceQuota","apiVersion":"v1"}""");
    }

    [Fact]
    public void Times_are_seconds_and_the_zero_time_is_absent()
    {
        var when = Message(Text(1, "n"), Bytes(8, Message(Number(1, 1_795_000_000), Number(2, 0))));
        Reads("v1", "Namespace", Message(Bytes(1, when)), """{"metadata":{"name":"n","creationTimestamp":"2026-11-18T11:06:40Z"},"kind":"Namespace","apiVersion":"v1"}""");
        Reads("v1", "Namespace", Message(Bytes(1, Message(Text(1, "n"), Bytes(8, [])))), """{"metadata":{"name":"n"},"kind":"Namespace","apiVersion":"v1"}""");
    }

    [Fact]
    public void A_zero_is_kept_where_it_differs_from_nothing()
    {
        var request = Message(Bytes(2, Message(Text(1, "vault"), Number(4, 0))));
        Reads("authentication.k8s.io/v1", "TokenRequest", request, """{"spec":{"audiences":["vault"],"expirationSeconds":0},"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1"}""");
    }

    [Fact]
    public void Negative_numbers_take_ten_bytes() =>
        Reads("v1", "Namespace", Message(Bytes(1, Message(Text(1, "n"), Number(7, -1)))), """{"metadata":{"name":"n","generation":-1},"kind":"Namespace","apiVersion":"v1"}""");

    /// <summary>client-go writes the group of what it deletes; Helm removes its releases so.</summary>
    [Theory]
    [InlineData("v1")]
    [InlineData("apps/v1")]
    [InlineData("meta.k8s.io/v1")]
    public void How_to_delete_is_read_whichever_group_is_named(string apiVersion)
    {
        var body = Envelope(apiVersion, "DeleteOptions", Message(Number(1, 0), Bytes(2, Message(Text(1, "a-uid"))), Text(4, "Foreground"), Text(5, "All")));
        var options = DeleteOptionsReader.FromBody(body, ProtobufReader.MediaType);
        Assert.Equal((0L, "a-uid", "Foreground", true), (options.GracePeriodSeconds, options.Uid, options.PropagationPolicy, options.DryRun));
        Assert.Equal(400, Assert.Throws<ApiStatusException>(() => DeleteOptionsReader.FromBody("{}"u8.ToArray(), ProtobufReader.MediaType)).Code);
    }

    [Theory]
    [InlineData("v1", "Nosuch")]
    [InlineData("nosuch/v1", "ConfigMap")]
    public void Kinds_without_a_table_are_not_read(string apiVersion, string kind) => Assert.Null(ProtobufReader.Read(Envelope(apiVersion, kind, [])));

    [Fact]
    public void What_is_no_message_is_not_read()
    {
        var good = Envelope("v1", "ConfigMap", Message(Bytes(1, Message(Text(1, "settings")))));
        Assert.NotNull(ProtobufReader.Read(good));
        Assert.Null(ProtobufReader.Read("{}"u8));
        Assert.Null(ProtobufReader.Read([]));
        for (var length = good.Length - 1; length > 4; length--)
            Assert.True(ProtobufReader.Read(good.AsSpan(0, length)) is null or { Count: 2 }, $"{length} of {good.Length} bytes");
        Assert.Null(ProtobufReader.Read(Envelope("v1", "ConfigMap", [0x0f, 0x01])));
        Assert.Null(ProtobufReader.Read(Envelope("v1", "ConfigMap", [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])));
        Assert.Null(ProtobufReader.Read(Envelope("v1", "ConfigMap", Message(Text(99, "from a newer server")))));
    }

    /// <summary>A field that has no type would be dropped in silence.</summary>
    [Fact]
    public void Every_number_of_the_table_is_a_field_of_its_type()
    {
        var types = new Dictionary<string, BuiltinType>(StringComparer.Ordinal);
        foreach (var (groupVersion, kind) in BuiltinTypes.All)
            Collect(BuiltinTypes.Find(groupVersion, kind)!, types);
        var unknown = ProtobufNumbers.All.Where(entry => !types.TryGetValue(entry.Type, out var type) || type.Field(entry.Field) is null).Select(entry => $"{entry.Type}.{entry.Field}");
        Assert.Empty(unknown);
    }

    private static void Collect(BuiltinType type, Dictionary<string, BuiltinType> types)
    {
        if (!types.TryAdd(type.Name, type))
            return;
        foreach (var field in type.Fields)
            Collect(field.Type, types);
    }

    private static void Collect(TypeRef type, Dictionary<string, BuiltinType> types)
    {
        switch (type)
        {
            case TypeRef.Struct structure:
                Collect(structure.Type, types);
                break;
            case TypeRef.List list:
                Collect(list.Element, types);
                break;
            case TypeRef.Map map:
                Collect(map.Element, types);
                break;
        }
    }

    private static void Reads(string apiVersion, string kind, byte[] message, string expected)
    {
        var read = ProtobufReader.Read(Envelope(apiVersion, kind, message));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), read), read?.ToJsonString() ?? "null");
    }

    private static byte[] Envelope(string apiVersion, string kind, byte[] message) =>
        [.. "k8s\0"u8, .. Message(Bytes(1, Message(Text(1, apiVersion), Text(2, kind))), Bytes(2, message))];

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    private static byte[] Text(int number, string text) => Bytes(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Entry(int number, string key, string value) => Bytes(number, Message(Text(1, key), Text(2, value)));

    private static byte[] Bytes(int number, byte[] content) => [.. Varint((ulong)((number << 3) | 2)), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int number, long value) => [.. Varint((ulong)(number << 3)), .. Varint((ulong)value)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
