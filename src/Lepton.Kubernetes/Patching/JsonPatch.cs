using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Patching;

/// <summary>
/// JSON patch (RFC 6902) with the deviations of Kubernetes' library: <c>replace</c> of an absent key of an existing parent adds it, <c>test</c> for
/// null accepts an absent key, negative list indices count from the end, the document itself cannot be added to or removed.
/// </summary>
public sealed class JsonPatch
{
    /// <summary>More are refused with 413.</summary>
    public const int MaxOperations = 10_000;

    private readonly IReadOnlyList<JsonPatchOperation> _operations;

    private JsonPatch(IReadOnlyList<JsonPatchOperation> operations) => _operations = operations;

    public int Count => _operations.Count;

    /// <exception cref="PatchException"><see cref="PatchProblem.Malformed"/>: not a list of operations.</exception>
    public static JsonPatch Parse(JsonNode? document)
    {
        if (document is not JsonArray list)
            throw new PatchException(PatchProblem.Malformed, $"json: cannot unmarshal {GoText.JsonType(document)} into Go value of type []handlers.jsonPatchOp");
        return new JsonPatch([.. list.Select(JsonPatchOperation.Parse)]);
    }

    /// <summary>The patched document; <paramref name="target"/> is left as it is. All operations, or none.</summary>
    /// <exception cref="PatchException"><see cref="PatchProblem.NotApplicable"/>: an operation failed; the message says which and why.</exception>
    public JsonNode? Apply(JsonNode? target)
    {
        var document = target?.DeepClone();
        foreach (var operation in _operations)
            document = operation.Apply(document);
        return document;
    }
}
