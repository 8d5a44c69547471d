using System.Text.Json.Nodes;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Tests.Serialization;

/// <summary>Any JSON that is written as YAML is read back the same: objects of users hold every kind of text.</summary>
public sealed class YamlPropertyTests
{
    private static readonly string[] Texts =
        ["", " ", "a", "true", "null", "~", "1", "1e3", "0x1f", "- a", "a: b", "#c", "&x", "*x", "!t", "%d", "@e", "`f", "{}", "[]", "'", "\"", "\\", "\t", "a\nb", "a\n", "\na", " a", "a ", "ü€😀", "\u0085", "\u2028", "a\u2029b\n", "---", "...", "? a", "yes", "2026-01-01", "<<", "=", "|", ">-", "key:", "multi\n\n  line\n"];

    [Fact]
    public void AnyDocumentComesBack()
    {
        var random = new Random(20261127);
        for (var round = 0; round < 3000; round++)
        {
            var document = Value(random, 4);
            if (document is null)
                continue;
            var yaml = KubernetesYaml.Serialize(document);
            JsonNode? read;
            try
            {
                read = KubernetesYaml.Load(yaml);
            }
            catch (YamlDotNet.Core.YamlException e)
            {
                throw new InvalidOperationException($"round {round}: {document.ToJsonString()} was written as\n{yaml}", e);
            }

            Assert.True(JsonNode.DeepEquals(document, read), $"round {round}: {document.ToJsonString()} became {read?.ToJsonString()} by\n{yaml}");
        }
    }

    [Fact]
    public void EachTextComesBackAsKeyAndAsValue() => Assert.All(Texts, text =>
    {
        var document = new JsonObject { [text] = text, ["list"] = new JsonArray(text, new JsonObject { ["k"] = text }) };
        Assert.Equal(document.ToJsonString(), KubernetesYaml.Load(KubernetesYaml.Serialize(document))!.ToJsonString());
    });

    private static JsonNode? Value(Random random, int depth)
    {
        switch (random.Next(depth > 0 ? 8 : 5))
        {
            case 0:
                return null;
            case 1:
                return random.Next(2) == 0;
            case 2:
                return random.Next(-5, 1_000_000);
            case 3:
                return random.Next(1, 1000) / 8.0;
            case 4:
                return Text(random);
            case 5:
                return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1))]);
            default:
                var map = new JsonObject();
                for (var i = random.Next(4); i > 0; i--)
                    map[Text(random)] = Value(random, depth - 1);
                return map;
        }
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 3)).Select(_ => Texts[random.Next(Texts.Length)]));
}
