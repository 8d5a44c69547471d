using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.CrdGeneration;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Tests.CrdGeneration;

public class SchemaValidatorTests
{
    private static readonly V1JSONSchemaProps Schema = CrdGenerator.Generate(typeof(Widget)).Spec.Versions[0].Schema!.OpenAPIV3Schema!.Properties!["spec"];

    private static IReadOnlyList<SchemaError> Validate(string json) => SchemaValidator.Validate(JsonNode.Parse(json), Schema);

    [Theory]
    [InlineData("""{"size":3}""")]
    [InlineData("""{"size":3.0,"name":"ab","colour":"Blue","ratio":1,"tags":["a","b"],"numbers":[1,1],"weights":{"a":0.5}}""")]
    [InlineData("""{"size":9,"amount":"1Gi","port":8080,"when":"2026-01-31T12:00:00Z","anything":{"a":[1]},"maybe":null}""")]
    [InlineData("""{"size":9,"amount":4,"port":"http","parts":[{"key":"a"},{"key":"a","side":"right"}],"volumes":[{"name":"v","nfs":{"server":"s"}}]}""")]
    public void What_a_server_takes_is_fine(string json) => Assert.Empty(Validate(json));

    [Theory]
    [InlineData("""{}""", "size", "nothing", "because it is required")]
    [InlineData("""{"size":"3"}""", "size", "\"3\"", "an integer")]
    [InlineData("""{"size":1.5}""", "size", "1.5", "an integer")]
    [InlineData("""{"size":0}""", "size", "0", "at least 1")]
    [InlineData("""{"size":10}""", "size", "10", "less than 10")]
    [InlineData("""{"size":null}""", "size", "null", "or no such field")]
    [InlineData("""{"size":3,"name":"a"}""", "name", "\"a\"", "at least 2 characters")]
    [InlineData("""{"size":3,"name":"abcdefghi"}""", "name", "9 characters", "at most 8")]
    [InlineData("""{"size":3,"name":"Ab"}""", "name", "\"Ab\"", "matches ^[a-z]+$")]
    [InlineData("""{"size":3,"colour":"Gren"}""", "colour", "\"Gren\"", "Blue, Green (nearest: Green)")]
    [InlineData("""{"size":3,"sizes":4}""", "sizes", "an unknown field", "size (the nearest)")]
    [InlineData("""{"size":3,"nested":{"key":"a","syde":"b"}}""", "nested.syde", "an unknown field", "side (the nearest)")]
    [InlineData("""{"size":3,"parts":[]}""", "parts", "0 items", "at least 1")]
    [InlineData("""{"size":3,"parts":[{"key":"a"},{"key":"a","side":"left"}]}""", "parts[1]", "\"a\" \"left\"", "parts[0] is the same")]
    [InlineData("""{"size":3,"tags":["a","a"]}""", "tags[1]", "\"a\"", "tags[0] is the same")]
    [InlineData("""{"size":3,"tags":["abcde"]}""", "tags[0]", "5 characters", "at most 4")]
    [InlineData("""{"size":3,"tags":["a","b","c","d"]}""", "tags", "4 items", "at most 3")]
    [InlineData("""{"size":3,"weights":{"a":-1}}""", "weights[a]", "-1", "at least 0")]
    [InlineData("""{"size":3,"weights":[1]}""", "weights", "[1]", "a map")]
    [InlineData("""{"size":3,"amount":true}""", "amount", "true", "an integer or a string")]
    [InlineData("""{"size":3,"amount":"lots"}""", "amount", "\"lots\"", "matches")]
    [InlineData("""{"size":3,"when":"tomorrow"}""", "when", "\"tomorrow\"", "2026-01-31")]
    [InlineData("""{"size":3,"volumes":[{"nfs":{}}]}""", "volumes[0].name", "nothing", "required")]
    public void What_a_server_refuses_is_told(string json, string path, string found, string expected)
    {
        var error = Assert.Single(Validate(json));
        Assert.Equal(path, error.Path);
        Assert.Equal(found, error.Found);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_is_told_at_once() =>
        Assert.Equal(["colour", "name", "size"], Validate("""{"size":0,"name":"A","colour":"Red"}""").Select(e => e.Path).Distinct().Order(StringComparer.Ordinal));
}
