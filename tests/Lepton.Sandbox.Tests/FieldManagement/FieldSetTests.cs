using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Types;

namespace Lepton.Sandbox.Tests.FieldManagement;

public sealed class FieldSetTests
{
    [Theory]
    [InlineData("""{"f:a":{},"f:b":{".":{},"f:c":{}},"f:d":{"k:{\"name\":\"x\"}":{"f:e":{}}}}""")]
    [InlineData("""{"f:f":{"v:\"x\"":{}}}""")]
    [InlineData("{}")]
    public void FieldsV1_is_read_and_written_alike(string text) => Assert.Equal(text, FieldsV1.Encode(FieldsV1.Decode(JsonNode.Parse(text)!.AsObject())).ToJsonString(Lepton.Sandbox.Json.JsonTree.Compact));

    [Fact]
    public void Sets_behave_like_sets_of_paths()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var (a, b) = (Paths(random), Paths(random));
            var (left, right) = (FieldSet.Of(a.Select(Split)), FieldSet.Of(b.Select(Split)));
            Assert.Equal(a.Union(b).Order(StringComparer.Ordinal), Join(left.Union(right)));
            Assert.Equal(a.Intersect(b).Order(StringComparer.Ordinal), Join(left.Intersection(right)));
            Assert.Equal(a.Except(b).Order(StringComparer.Ordinal), Join(left.Difference(right)));
            Assert.Equal(a.SetEquals(b), left.SetEquals(right));
        }
    }

    [Theory]
    [InlineData("{'name':'app'}", "name", "k:{\"name\":\"app\"}", "[name=\"app\"]")]
    [InlineData("{'port':80}", "port,protocol", "k:{\"port\":80,\"protocol\":\"TCP\"}", "[port=80,protocol=\"TCP\"]")]
    [InlineData("{'protocol':'UDP','port':80}", "port,protocol", "k:{\"port\":80,\"protocol\":\"UDP\"}", "[port=80,protocol=\"UDP\"]")]
    public void Items_are_known_by_their_keys_and_the_keys_defaults(string item, string keys, string step, string printed)
    {
        var element = new FieldType.Map();
        element.Defaults["protocol"] = "TCP";
        var list = new FieldType.List(ListRelation.Keyed, keys.Split(',')) { Element = element };
        var found = PathStep.Item(list, JsonNode.Parse(item.Replace('\'', '"')), out var problem);
        Assert.Null(problem);
        Assert.Equal(step, found);
        Assert.Equal(printed, PathStep.Print([found!]));
    }

    [Fact]
    public void Values_of_sets_are_known_by_themselves()
    {
        var list = new FieldType.List(ListRelation.Set, []);
        Assert.Equal("[=\"x\"]", PathStep.Print([PathStep.Item(list, "x", out _)!]));
        Assert.Null(PathStep.Item(list, new JsonObject(), out var problem));
        Assert.Contains("map type", problem, StringComparison.Ordinal);
    }

    private static HashSet<string> Paths(Random random) =>
        [.. Enumerable.Range(0, random.Next(6)).Select(_ => string.Join("/", Enumerable.Range(0, 1 + random.Next(3)).Select(_ => "f:" + "abc"[random.Next(3)])))];

    private static string[] Split(string path) => path.Split('/');

    private static IEnumerable<string> Join(FieldSet set) => set.Paths().Select(path => string.Join("/", path)).Order(StringComparer.Ordinal);
}
