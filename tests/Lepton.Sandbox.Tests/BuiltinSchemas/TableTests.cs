using Lepton.Sandbox.BuiltinSchemas.Types;

namespace Lepton.Sandbox.Tests.BuiltinSchemas;

public sealed class TableTests
{
    public static TheoryData<string, string> Kinds()
    {
        var data = new TheoryData<string, string>();
        foreach (var (groupVersion, kind) in BuiltinTypes.All)
            data.Add(groupVersion, kind);
        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_begins_with_kind_apiVersion_and_metadata(string groupVersion, string kind)
    {
        var type = BuiltinTypes.Find(groupVersion, kind)!;
        Assert.Equal(["kind", "apiVersion", "metadata"], type.Fields.Take(3).Select(field => field.Name));
        Assert.False(string.IsNullOrEmpty(type.Description), $"{kind} needs a description for kubectl explain");
    }

    [Fact]
    public void Keys_of_list_maps_are_fields_of_the_items()
    {
        var seen = new HashSet<BuiltinType>();
        foreach (var (groupVersion, kind) in BuiltinTypes.All)
            CheckKeys(BuiltinTypes.Find(groupVersion, kind)!, seen);
        Assert.True(seen.Count > 250, $"only {seen.Count} types are reachable");
    }

    [Fact]
    public void The_reader_names_the_line_that_is_wrong()
    {
        var reader = new TypeTableReader();
        var error = Assert.Throws<FormatException>(() => reader.Read("  name string"));
        Assert.Contains("name string", error.Message, StringComparison.Ordinal);
        var second = new TypeTableReader();
        second.Read("type A\n  b Nosuch");
        Assert.Contains("there is no type Nosuch", Assert.Throws<FormatException>(second.Resolve).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reader_understands_every_mark()
    {
        var reader = new TypeTableReader();
        reader.Read("kind v1 K = K\ntype K atomic | A kind.\n  a!+ *int32 = 5 | Text.\n  b [string]set\n  c [K]map(a,b)\n  d {quantity}atomic\n  e any<K>\n  f object");
        var type = reader.Resolve()[("v1", "K")];
        Assert.True(type.Atomic);
        var a = type.Field("a")!;
        Assert.True(a.Required && a.Always && a.Pointer);
        Assert.Equal("5", a.Default!.ToJsonString());
        Assert.Equal("Text.", a.Description);
        Assert.Equal(ListKind.Set, Assert.IsType<TypeRef.List>(type.Field("b")!.Type).Kind);
        Assert.Equal(["a", "b"], Assert.IsType<TypeRef.List>(type.Field("c")!.Type).Keys);
        Assert.True(Assert.IsType<TypeRef.Map>(type.Field("d")!.Type).Atomic);
        Assert.Same(type, Assert.IsType<TypeRef.Any>(type.Field("e")!.Type).ObjectsAs);
        Assert.True(Assert.IsType<TypeRef.Any>(type.Field("f")!.Type).ObjectOnly);
    }

    private static void CheckKeys(BuiltinType type, HashSet<BuiltinType> seen)
    {
        if (!seen.Add(type))
            return;
        foreach (var field in type.Fields)
            CheckKeys(type, field, field.Type, seen);
    }

    private static void CheckKeys(BuiltinType owner, BuiltinField field, TypeRef type, HashSet<BuiltinType> seen)
    {
        switch (type)
        {
            case TypeRef.Struct structure:
                CheckKeys(structure.Type, seen);
                break;
            case TypeRef.Map map:
                CheckKeys(owner, field, map.Element, seen);
                break;
            case TypeRef.List { Kind: ListKind.Map } list:
                var item = Assert.IsType<TypeRef.Struct>(list.Element);
                Assert.NotEmpty(list.Keys);
                Assert.All(list.Keys, key => Assert.True(item.Type.Field(key) is not null, $"{owner.Name}.{field.Name}: {item.Type.Name} has no {key}"));
                CheckKeys(item.Type, seen);
                break;
            case TypeRef.List list:
                CheckKeys(owner, field, list.Element, seen);
                break;
        }
    }
}
