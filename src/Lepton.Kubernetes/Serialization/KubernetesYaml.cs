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
        var scanner = new Scanner(new StringReader(yaml), skipComments: true);
        try
        {
            return LoadAll(new Parser(scanner));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser stumbles over some control characters without a message of its own.
            throw new YamlException(scanner.CurrentPosition, scanner.CurrentPosition, "malformed", e);
        }
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

    private static List<JsonNode> LoadAll(Parser parser)
    {
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
}
