using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;

namespace Lepton.Kubernetes.Tests.Patching;

public sealed class JsonMergePatchTests
{
    // The examples of RFC 7386, appendix A.
    [Theory]
    [InlineData("{'a':'b'}", "{'a':'c'}", "{'a':'c'}")]
    [InlineData("{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}")]
    [InlineData("{'a':'b'}", "{'a':null}", "{}")]
    [InlineData("{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}")]
    [InlineData("{'a':['b']}", "{'a':'c'}", "{'a':'c'}")]
    [InlineData("{'a':'c'}", "{'a':['b']}", "{'a':['b']}")]
    [InlineData("{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}")]
    [InlineData("{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}")]
    [InlineData("['a','b']", "['c','d']", "['c','d']")]
    [InlineData("{'a':'b'}", "['c']", "['c']")]
    [InlineData("{'a':'foo'}", "null", "null")]
    [InlineData("{'a':'foo'}", "'bar'", "'bar'")]
    [InlineData("{'e':null}", "{'a':1}", "{'e':null,'a':1}")]
    [InlineData("[1,2]", "{'a':'b','c':null}", "{'a':'b'}")]
    [InlineData("{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}")]
    public void Applies_the_examples_of_the_RFC(string target, string patch, string expected) =>
        Json.AssertSame(expected, JsonMergePatch.Apply(Json.Node(target), Json.Node(patch)));

    [Fact]
    public void Leaves_its_arguments_alone_and_shares_nothing_with_them()
    {
        var target = Json.Object("{'a':{'x':1},'b':[1]}");
        var patch = Json.Object("{'c':{'y':[2]}}");
        var result = JsonMergePatch.Apply(target, patch);
        result["a"]!["x"] = 5;
        result["c"]!["y"]!.AsArray().Add(3);
        Json.AssertSame("{'a':{'x':1},'b':[1]}", target);
        Json.AssertSame("{'c':{'y':[2]}}", patch);
    }

    [Theory]
    [InlineData("{'a':1}", "{'a':1}", "{}")]
    [InlineData("{'a':1,'b':2}", "{'a':1}", "{'b':null}")]
    [InlineData("{'a':{'x':1,'y':2}}", "{'a':{'x':1,'y':3}}", "{'a':{'y':3}}")]
    [InlineData("{'a':{'x':1}}", "{'a':{}}", "{'a':{'x':null}}")]
    [InlineData("{}", "{'a':{'x':1}}", "{'a':{'x':1}}")]
    [InlineData("{'a':[1,2]}", "{'a':[2,1]}", "{'a':[2,1]}")]
    [InlineData("{'a':'s'}", "{'a':{'x':1}}", "{'a':{'x':1}}")]
    [InlineData("{'a':1}", "{'a':1.0}", "{}")]
    public void Diff_says_only_what_differs(string from, string to, string expected) =>
        Json.AssertSame(expected, JsonMergePatch.Diff(Json.Object(from), Json.Object(to)));

    [Fact]
    public void Diff_of_nothing_is_everything()
    {
        Json.AssertSame("{'a':1}", JsonMergePatch.Diff(null, Json.Object("{'a':1}")));
        Json.AssertSame("{'a':null}", JsonMergePatch.Diff(Json.Object("{'a':1}"), null));
    }

    [Fact]
    public void Applying_a_diff_gives_the_target_for_random_documents()
    {
        var random = new Random(20260801);
        for (var round = 0; round < 2000; round++)
        {
            var from = RandomObject(random, 3);
            var to = RandomObject(random, 3);
            var result = JsonMergePatch.Apply(from, JsonMergePatch.Diff(from, to));
            Assert.True(JsonNode.DeepEquals(to, result), $"{from.ToJsonString()} -> {to.ToJsonString()} gave {result.ToJsonString()}");
        }
    }

    private static JsonObject RandomObject(Random random, int depth)
    {
        var result = new JsonObject();
        foreach (var key in new[] { "a", "b", "c" })
        {
            switch (random.Next(depth > 0 ? 5 : 3))
            {
                case 0:
                    break;
                case 1:
                    result[key] = random.Next(3);
                    break;
                case 2:
                    result[key] = new JsonArray(random.Next(2), random.Next(2));
                    break;
                default:
                    result[key] = RandomObject(random, depth - 1);
                    break;
            }
        }

        return result;
    }
}
