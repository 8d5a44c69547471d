using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Storage;

/// <summary>One version of an object. Neither it nor its JSON ever changes; a write makes a new one.</summary>
internal sealed class StoredObject(string key, long resourceVersion, JsonObject value)
{
    private WeakReference<byte[]>? _utf8;

    /// <summary><c>namespace/name</c>, or the name alone for cluster-scoped objects: the order of etcd's keys.</summary>
    public string Key { get; } = key;

    public long ResourceVersion { get; } = resourceVersion;

    public JsonObject Value { get; } = value;

    public string Uid => Value.Obj("metadata").Str("uid") ?? "";

    /// <summary>The JSON bytes, shared by everyone who sends this version in its stored form while someone still uses them.</summary>
    public byte[] Utf8
    {
        get
        {
            if (_utf8 is { } cached && cached.TryGetTarget(out var bytes))
                return bytes;
            bytes = JsonSerializer.SerializeToUtf8Bytes(Value, JsonTree.Compact);
            _utf8 = new WeakReference<byte[]>(bytes);
            return bytes;
        }
    }

    public static string KeyOf(string? @namespace, string name) => string.IsNullOrEmpty(@namespace) ? name : $"{@namespace}/{name}";
}

/// <summary>A resource whatever its version: what storage is divided by.</summary>
internal readonly record struct GroupResource(string Group, string Resource)
{
    /// <summary><c>deployments.apps</c>, or the plural alone for the core group.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}

/// <summary>A change as storage and watches see it.</summary>
/// <param name="Current">The object after the change; for a deletion its last state with the resourceVersion of the deletion.</param>
/// <param name="Previous">The object before; null for a creation.</param>
internal sealed record StoreChange(StoreEventType Type, GroupResource Resource, StoredObject Current, StoredObject? Previous)
{
    public long ResourceVersion => Current.ResourceVersion;
}
