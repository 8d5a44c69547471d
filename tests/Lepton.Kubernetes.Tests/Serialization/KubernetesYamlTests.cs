using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Lepton.Kubernetes.Serialization;
using YamlDotNet.Core;

namespace Lepton.Kubernetes.Tests.Serialization;

public class KubernetesYamlTests
{
    [Fact]
    public void ScalarsHaveTheTypesKubectlGivesThem()
    {
        var node = KubernetesYaml.Load("a: 1\nb: 1.5\nc: true\nd: null\ne: '1'\nf: \"true\"\ng: text\nh: 0123x\ni:\nj: !!str 7\nk: -3\nl: 1e3\n")!;
        Assert.Equal("""{"a":1,"b":1.5,"c":true,"d":null,"e":"1","f":"true","g":"text","h":"0123x","i":null,"j":"7","k":-3,"l":1000}""", node.ToJsonString());
    }

    [Fact]
    public void DocumentsAnchorsAndMerges()
    {
        var documents = KubernetesYaml.LoadAll("---\na: &x {k: v, m: 1}\nb: *x\nc:\n  <<: *x\n  m: 2\nd:\n  n: 0\n  <<: [*x, {n: 9, o: 3}]\n---\n---\n- 1\n- [2, 3]\n");
        Assert.Equal(2, documents.Count);
        Assert.Equal("""{"a":{"k":"v","m":1},"b":{"k":"v","m":1},"c":{"m":2,"k":"v"},"d":{"n":0,"k":"v","m":1,"o":3}}""", documents[0].ToJsonString());
        Assert.Equal("[1,[2,3]]", documents[1].ToJsonString());
    }

    [Theory]
    [InlineData("a: [1", "(Line: ")]
    [InlineData("a: 1\na: 2\n", "occurs twice")]
    [InlineData("a: *nowhere\n", "nowhere")]
    [InlineData("? [a]\n: b\n", "plain key")]
    [InlineData("a: 1\n---\nb: 2\n", "found 2")]
    public void MalformedTextSaysWhere(string yaml, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<YamlException>(() => KubernetesYaml.Load(yaml)).ToString(), StringComparison.Ordinal);

    [Fact]
    public void NestedAliasesCannotFillTheMemory()
    {
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains("more than", Assert.ThrowsAny<YamlException>(() => KubernetesYaml.Load(bomb)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<YamlException>(() => KubernetesYaml.Load(new string('[', 500) + new string(']', 500)));
    }

    [Fact]
    public void BlockStyleAsPeopleWriteIt()
    {
        var node = JsonNode.Parse("""{"a":{"b":[{"c":1,"d":[]},"x",[1]],"e":{}},"text":"one\ntwo\n","rule":"self.x > 0 && y: 1","no":"no","v":"1.5","n":null}""");
        Assert.Equal("a:\n  b:\n  - c: 1\n    d: []\n  - x\n  -\n    - 1\n  e: {}\ntext: |\n  one\n  two\nrule: \"self.x > 0 && y: 1\"\n\"no\": \"no\"\nv: \"1.5\"\n\"n\": null\n", KubernetesYaml.Serialize(node));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("0x1F")]
    [InlineData("1_000")]
    [InlineData("12:30:45")]
    [InlineData("2026-01-01")]
    [InlineData(" lead")]
    [InlineData("trail ")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("- a")]
    [InlineData("")]
    [InlineData("tab\there")]
    [InlineData("a\n\n  b\n\n")]
    [InlineData("\nfirst empty")]
    [InlineData("crlf\r\nx")]
    [InlineData("ü ☃ 😀")]
    [InlineData("{{ .Values.x }}")]
    [InlineData("*x")]
    [InlineData("line \nwith trailing blank")]
    public void StringsSurvive(string text)
    {
        var map = new JsonObject { ["k"] = text, ["l"] = new JsonArray(text, new JsonObject { ["m"] = text }) };
        Assert.Equal(map.ToJsonString(), KubernetesYaml.Load(KubernetesYaml.Serialize(map))!.ToJsonString());
    }

    [Fact]
    public void AnyTextSurvives() => Prop.ForAll<string?, string?>((a, b) =>
    {
        var text = (a ?? "") + "\n" + (b ?? "");
        if (text.Any(char.IsSurrogate))
            return true;
        var node = new JsonObject { ["a"] = a, ["both"] = text, [b ?? "b"] = new JsonArray(text) };
        return KubernetesYaml.Load(KubernetesYaml.Serialize(node))!.ToJsonString() == node.ToJsonString();
    }).QuickCheckThrowOnFailure();
}
