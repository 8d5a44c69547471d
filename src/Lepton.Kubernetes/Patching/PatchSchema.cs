namespace Lepton.Kubernetes.Patching;

/// <summary>How a field merges in a strategic merge patch.</summary>
public enum PatchStrategy
{
    /// <summary>Objects are merged, lists replaced.</summary>
    Default,

    /// <summary>A list is merged: objects by their merge key, scalars as a set.</summary>
    Merge,

    /// <summary>Replaced as a whole, objects too.</summary>
    Replace,
}

/// <summary>One field that does not merge by default, or that leads to one.</summary>
/// <param name="MergeKey">For lists of objects under <see cref="PatchStrategy.Merge"/>: the field that identifies an item.</param>
/// <param name="Schema">Of the object, or of the list's items.</param>
public sealed record PatchField(string Name, PatchStrategy Strategy, string? MergeKey, PatchSchema Schema);

/// <summary>
/// What strategic merge patch must know of a type (the patchStrategy and patchMergeKey tags of the Go types). Fields that are not
/// named merge by default, and so does everything in them.
/// </summary>
public sealed class PatchSchema(string name, params PatchField[] fields)
{
    private readonly Dictionary<string, PatchField> _fields = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>Nothing special in it.</summary>
    public static PatchSchema Plain { get; } = new("object");

    public string Name { get; } = name;

    public IReadOnlyCollection<PatchField> Fields => _fields.Values;

    public PatchField Field(string name) =>
        _fields.TryGetValue(name, out var field) ? field : new PatchField(name, PatchStrategy.Default, null, Plain);
}
