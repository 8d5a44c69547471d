using Lepton.Sandbox.FieldManagement.Sets;

namespace Lepton.Sandbox.FieldManagement.Managers;

/// <summary>What one manager owns, in which version it wrote it, and since when (null for one that only shares what others wrote).</summary>
internal sealed record Ownership(FieldSet Fields, string ApiVersion, string? Time);

/// <summary>Who owns what of one object. Changed in place; decode it anew for each operation.</summary>
internal sealed class ManagedState
{
    private readonly Dictionary<ManagerKey, Ownership> _owners = [];

    public IReadOnlyDictionary<ManagerKey, Ownership> Owners => _owners;

    public Ownership? Of(ManagerKey key) => _owners.GetValueOrDefault(key);

    /// <summary>Sets what a manager owns; one that owns nothing has no entry.</summary>
    public void Set(ManagerKey key, Ownership ownership)
    {
        if (ownership.Fields.IsEmpty)
            _owners.Remove(key);
        else
            _owners[key] = ownership;
    }

    public void Remove(ManagerKey key) => _owners.Remove(key);

    /// <summary>Takes paths away from every manager but one.</summary>
    public void Take(FieldSet fields, ManagerKey? except)
    {
        foreach (var (key, ownership) in _owners.Where(owner => owner.Key != except).ToArray())
            Set(key, ownership with { Fields = ownership.Fields.Difference(fields) });
    }
}
