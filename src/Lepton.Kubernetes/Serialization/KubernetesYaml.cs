using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lepton.Kubernetes.Serialization;

/// <summary>YAML as Kubernetes tools read it: the JSON subset, several documents, plain scalars typed as in YAML 1.2's core schema.</summary>
public static class KubernetesYaml
{
    /// <summary>All documents that are not empty.</summary>
    /// <exception cref="YamlException">Malformed, with line and column.</exception>
    public static IReadOnlyList<JsonNode> LoadAll(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var parser = new Parser(new Scanner(new StringReader(yaml), skipComments: true));
        var documents = new List<JsonNode>();
        parser.Consume<StreamStart>();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            if (new YamlNodeReader(parser).Read() is { } document)
                documents.Add(document);
            parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    /// <summary>The only document; null when the text is empty.</summary>
    /// <exception cref="YamlException">Malformed, or more than one document.</exception>
    public static JsonNode? Load(string yaml)
    {
        var documents = LoadAll(yaml);
        return documents.Count switch
        {
            0 => null,
            1 => documents[0],
            var n => throw new YamlException($"one YAML document is expected, found {n}"),
        };
    }

    /// <summary>Writes block style, keys in the order given, no line folding.</summary>
    public static string Serialize(JsonNode? node)
    {
        var writer = new StringWriter { NewLine = "\n" };
        YamlNodeWriter.Write(writer, node);
        return writer.ToString();
    }
}
