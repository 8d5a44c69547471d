using System.Text.Json.Nodes;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

public sealed class AppliedHashTests
{
    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public void The_annotation_is_the_hash_of_everything_else(string name)
    {
        foreach (var desired in new EmissionCase(name).Emit())
        {
            var rest = (JsonObject)desired.Json.DeepClone();
            rest["metadata"]!["annotations"]!.AsObject().Remove(Ownership.HashAnnotation);
            Assert.Equal(AppliedHash.Of(rest), desired.Hash);
            Assert.Matches("^[0-9a-f]{16}$", desired.Hash);
        }
    }

    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public void It_changes_with_every_field_and_with_nothing_else(string name)
    {
        foreach (var desired in new EmissionCase(name).Emit())
        {
            var hash = AppliedHash.Of(desired.Json);
            Assert.Equal(hash, AppliedHash.Of(Reversed(desired.Json)!));
            Assert.Equal(hash, AppliedHash.Of(JsonNode.Parse(desired.Json.ToJsonString())!));
            foreach (var path in JsonLeaves.Paths(desired.Json))
            {
                Assert.NotEqual(hash, AppliedHash.Of(JsonLeaves.Changed(desired.Json, path)));
                Assert.NotEqual(hash, AppliedHash.Of(JsonLeaves.Without(desired.Json, path)));
            }
        }
    }

    [Fact]
    public void The_order_of_a_list_counts() =>
        Assert.NotEqual(AppliedHash.Of(JsonNode.Parse("""["a","b"]""")!), AppliedHash.Of(JsonNode.Parse("""["b","a"]""")!));

    /// <summary>The same with the members of every object the other way round.</summary>
    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Reverse().Select(f => KeyValuePair.Create(f.Key, Reversed(f.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Reversed)]),
        _ => node?.DeepClone(),
    };
}
