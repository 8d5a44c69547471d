using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;

namespace Lepton.Kubernetes.Tests.Patching;

/// <summary>Values as servers print them into messages.</summary>
public sealed class GoTextTests
{
    [Theory]
    [InlineData("null", "<nil>")]
    [InlineData("true", "true")]
    [InlineData("1.50", "1.50")]
    [InlineData("'text with spaces'", "text with spaces")]
    [InlineData("[]", "[]")]
    [InlineData("[1,'a',null]", "[1 a <nil>]")]
    [InlineData("{}", "map[]")]
    [InlineData("{'ports':[80,81],'image':'o'}", "map[image:o ports:[80 81]]")]
    [InlineData("{'b':{'d':1,'c':[{}]},'B':2}", "map[B:2 b:map[c:[map[]] d:1]]")]
    public void ValuesAreWrittenAsGoDoes(string json, string expected) => Assert.Equal(expected, GoText.Value(JsonNode.Parse(json.Replace('\'', '"'))));

    [Theory]
    [InlineData("null", "null")]
    [InlineData("{}", "object")]
    [InlineData("[]", "array")]
    [InlineData("'a'", "string")]
    [InlineData("1", "number")]
    [InlineData("true", "bool")]
    [InlineData("false", "bool")]
    public void TypesAreNamedAsGoDoes(string json, string expected) => Assert.Equal(expected, GoText.JsonType(JsonNode.Parse(json.Replace('\'', '"'))));

    [Fact]
    public void NothingIsEscapedThatNeedNotBe()
    {
        Assert.Equal("""{"a":"<ü&'>","b":"\"\n"}""", GoText.Json(new JsonObject { ["a"] = "<ü&'>", ["b"] = "\"\n" }));
        Assert.Equal("null", GoText.Json(null));
        Assert.Equal("\"<a \\\"b\\\">\"", GoText.Quote("<a \"b\">"));
    }
}
