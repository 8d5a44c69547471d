using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;

namespace Lepton.Kubernetes.Tests.Patching;

/// <summary>What holds for any JSON patch on any document.</summary>
public sealed class JsonPatchPropertyTests
{
    private const int Rounds = 1000;
    private static readonly string[] Keys = ["a", "b/c", "d~e", "", "0"];

    [Fact]
    public void What_was_added_is_there_and_removing_it_gives_the_document_back()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            var document = Document(random, 3);
            // A new key, so that nothing is overwritten.
            var path = $"{ObjectPath(document, random)}/new";
            var value = Document(random, 1);
            var added = Apply(document, Operation("add", path, value));
            Assert.True(JsonNode.DeepEquals(added, Apply(added, Operation("test", path, value))), $"round {round}");
            Assert.True(JsonNode.DeepEquals(document, Apply(added, Operation("remove", path))), $"round {round}: {document.ToJsonString()} {path}");
        }
    }

    [Fact]
    public void A_move_is_a_copy_and_a_removal()
    {
        var random = new Random(2);
        for (var round = 0; round < Rounds; round++)
        {
            var document = (JsonObject)Apply(Document(random, 3), Operation("add", "/source", Document(random, 1)))!;
            var moved = Apply(document, new JsonObject { ["op"] = "move", ["from"] = "/source", ["path"] = "/target" });
            var copied = Apply(document, new JsonObject { ["op"] = "copy", ["from"] = "/source", ["path"] = "/target" }, Operation("remove", "/source"));
            Assert.True(JsonNode.DeepEquals(copied, moved), $"round {round}: {document.ToJsonString()}");
        }
    }

    [Fact]
    public void Whatever_happens_the_document_that_was_given_stays_as_it_was()
    {
        var random = new Random(3);
        string[] names = ["add", "remove", "replace", "move", "copy", "test", "nonsense"];
        var failures = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var document = Document(random, 3);
            var before = document.ToJsonString();
            var patch = new JsonArray([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (JsonNode)new JsonObject
            {
                ["op"] = names[random.Next(names.Length)],
                ["path"] = AnyPath(random),
                ["from"] = AnyPath(random),
                ["value"] = random.Next(3),
            })]);
            try
            {
                JsonPatch.Parse(patch).Apply(document);
            }
            catch (PatchException e)
            {
                failures++;
                Assert.Equal(PatchProblem.NotApplicable, e.Problem);
            }

            Assert.Equal(before, document.ToJsonString());
        }

        Assert.InRange(failures, 1, Rounds - 1);
    }

    private static JsonNode? Apply(JsonNode? document, params JsonObject[] operations) => JsonPatch.Parse(new JsonArray([.. operations])).Apply(document);

    private static JsonObject Operation(string op, string path, JsonNode? value = null)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (op != "remove")
            operation["value"] = value?.DeepClone();
        return operation;
    }

    private static string AnyPath(Random random) => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => "/" + Escape(Keys[random.Next(Keys.Length)])));

    /// <summary>The pointer of some object in the document.</summary>
    private static string ObjectPath(JsonNode node, Random random)
    {
        var inner = node is JsonObject map ? map.Where(p => p.Value is JsonObject).ToList() : [];
        if (inner.Count == 0 || random.Next(3) == 0)
            return "";
        var (key, value) = inner[random.Next(inner.Count)];
        return $"/{Escape(key)}{ObjectPath(value!, random)}";
    }

    private static string Escape(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static JsonObject Document(Random random, int depth)
    {
        var document = new JsonObject();
        foreach (var key in Keys.Where(_ => random.Next(3) > 0))
        {
            document[key] = random.Next(4) switch
            {
                0 => random.Next(5),
                1 => new JsonArray(random.Next(2), "x"),
                _ when depth > 0 => Document(random, depth - 1),
                _ => null,
            };
        }

        return document;
    }
}
