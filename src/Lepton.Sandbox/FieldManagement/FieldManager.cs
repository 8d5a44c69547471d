using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Managers;
using Lepton.Sandbox.FieldManagement.Types;
using Lepton.Sandbox.FieldManagement.Walks;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.FieldManagement;

/// <summary>
/// Server-side apply and field ownership, after structured-merge-diff v6 and apimachinery's managedfields: apply merges a configuration into the live object,
/// takes ownership of its fields, and removes what the manager applied before and does not apply now; updates take what they change from everyone else.
/// </summary>
/// <param name="type">The kind's type, for what is owned piece by piece.</param>
/// <param name="schema">Fills in the defaults of an applied object, so that an apply that changes nothing is recognized.</param>
/// <param name="empty">The form of an object of which nothing is given: a creation is compared with it.</param>
internal sealed class FieldManager(FieldType type, IObjectSchema? schema, bool hasStatus, Func<JsonObject> empty) : IFieldManagement
{
    private const string BeforeFirstApply = "before-first-apply";
    private readonly FieldScope _scope = new(hasStatus);

    public JsonObject Apply(JsonObject? live, JsonObject applied, string manager, bool force, string? subresource, DateTimeOffset now)
    {
        CheckApplied(applied);
        var apiVersion = applied.Str("apiVersion") ?? "";
        var (before, state) = Separate(live);
        if (live is not null && state.Owners.Count == 0)
            Claim(state, Start(before), before, ManagerKey.Updater(BeforeFirstApply, apiVersion, null), null, now);
        var key = ManagerKey.Applier(manager, subresource);
        var start = live is null ? Start(applied) : before;
        var merged = MergeAndPrune(start, applied, key, apiVersion, subresource, state);
        Settle(start, merged, key, force, subresource, state, apiVersion);
        StripOwn(state, key);
        ClientSideApply.Follow(merged, applied, manager);
        return JsonNode.DeepEquals(start, merged) && live is not null
            ? Finish(before, state, live)
            : FinishChanged(merged, state, key, live, now);
    }

    public JsonObject TrackUpdate(JsonObject? live, JsonObject updated, string manager, string? subresource, DateTimeOffset now)
    {
        var (before, stored) = Separate(live);
        var (after, given) = Separate(updated);

        // A client may edit managedFields itself, but not through a subresource; one that does not know them must not delete them.
        var state = subresource is null && given.Owners.Count > 0 ? given : stored;
        if (live is not null && state.Owners.Count == 0)
            return after;
        var apiVersion = updated.Str("apiVersion") ?? "";
        Claim(state, live is null ? Start(after) : before, after, ManagerKey.Updater(manager, apiVersion, subresource), subresource, now);
        UpdaterCap.Apply(state);
        return Finish(after, state, live);
    }

    /// <summary>What an update changed goes from whoever owned it to the one who changed it; what it removed is nobody's.</summary>
    private void Claim(ManagedState state, JsonObject before, JsonObject after, ManagerKey key, string? subresource, DateTimeOffset now)
    {
        var changes = _scope.Filter(Comparing.Compare(type, before, after), subresource);
        state.Take(changes.Changed.Union(changes.Removed), except: null);
        var gained = FieldScope.Strip(changes.Changed);
        if (gained.IsEmpty)
            return;
        var owned = state.Of(key)?.Fields.Union(gained) ?? gained;
        // A real server keeps no time in the entries of the scale subresource.
        state.Set(key, new Ownership(owned, key.ApiVersion, subresource == "scale" ? null : ManagedFieldsCodec.Time(now)));
    }

    private JsonObject MergeAndPrune(JsonObject live, JsonObject applied, ManagerKey key, string apiVersion, string? subresource, ManagedState state)
    {
        var merged = Merging.Merge(type, live, applied);
        var last = state.Of(key);
        var fields = _scope.Filter(Ownable.Of(type, applied), subresource);

        // The whole set takes part in pruning, identity included.
        state.Set(key, new Ownership(fields, apiVersion, last?.Time));
        return Pruning.Prune(type, merged, last?.Fields, state);
    }

    /// <summary>Conflicts, or with force the loss of fields by those who owned them.</summary>
    private void Settle(JsonObject live, JsonObject merged, ManagerKey key, bool force, string? subresource, ManagedState state, string apiVersion)
    {
        var changes = _scope.Filter(Comparing.Compare(type, live, merged), subresource);
        var conflicts = state.Owners.Where(owner => owner.Key != key)
            .Select(owner => (owner.Key, Fields: owner.Value.Fields.Intersection(changes.Changed)))
            .Where(conflict => !conflict.Fields.IsEmpty)
            .ToArray();
        if (!force && ClientSideApply.Remaining(conflicts, type, live, key.Manager, apiVersion) is { Length: > 0 } remaining)
            throw ConflictErrors.Of(remaining);
        state.Take(changes.Changed.Union(changes.Removed), except: key);
    }

    private static void StripOwn(ManagedState state, ManagerKey key)
    {
        if (state.Of(key) is { } own)
            state.Set(key, own with { Fields = FieldScope.Strip(own.Fields) });
    }

    private JsonObject FinishChanged(JsonObject merged, ManagedState state, ManagerKey key, JsonObject? live, DateTimeOffset now)
    {
        if (state.Of(key) is { } own)
            state.Set(key, own with { Time = ManagedFieldsCodec.Time(now) });
        schema?.ApplyDefaults(merged);
        return Finish(merged, state, live);
    }

    /// <summary>Writes managedFields; when nothing but times would differ from the stored object, the stored ones stay.</summary>
    private static JsonObject Finish(JsonObject value, ManagedState state, JsonObject? live)
    {
        if (live is not null && SameButTimes(value, state, live))
            return JsonTree.Clone(live);
        if (ManagedFieldsCodec.Encode(state) is { } entries)
            value.Child("metadata")["managedFields"] = entries;
        return value;
    }

    private static bool SameButTimes(JsonObject value, ManagedState state, JsonObject live)
    {
        var (before, stored) = Separate(live);
        return state.Owners.Count == stored.Owners.Count
            && state.Owners.All(owner => stored.Of(owner.Key) is { } was && was.ApiVersion == owner.Value.ApiVersion && was.Fields.SetEquals(owner.Value.Fields))
            && JsonNode.DeepEquals(before, value);
    }

    /// <exception cref="ApiStatusException">500, as a real server answers a configuration that does not fit the schema.</exception>
    private void CheckApplied(JsonObject applied)
    {
        if (applied.Obj("metadata")?.ContainsKey("managedFields") == true)
            throw new ApiStatusException(400, "BadRequest", "metadata.managedFields must be nil");
        var metadata = applied.Obj("metadata");
        var (gvk, problems) = ($"{applied.Str("apiVersion")}, Kind={applied.Str("kind")}", Validation.Problems(type, applied));
        var name = $"{metadata.Str("namespace")}/{metadata.Str("name")}; {gvk}";
        if (problems.Count > 0)
        {
            var text = problems.Count == 1 ? problems[0] : "errors:\n" + string.Join("\n", problems.Select(problem => "  " + problem));
            throw new ApiStatusException(500, null, $"failed to create typed patch object ({name}): {text}");
        }

        // Times and quantities are any text to the types above.
        if (schema?.DecodeError(applied) is { } unreadable)
            throw new ApiStatusException(500, null, $"failed to convert new object ({name}) to proper version: unable to convert unstructured object to {gvk}: {unreadable}");
    }

    /// <summary>What an object that is being created is compared with.</summary>
    private JsonObject Start(JsonObject created)
    {
        var start = empty();
        start["kind"] = created.Str("kind");
        start["apiVersion"] = created.Str("apiVersion");
        return start;
    }

    /// <summary>A copy without managedFields, and what they said.</summary>
    private static (JsonObject Value, ManagedState State) Separate(JsonObject? value)
    {
        if (value is null)
            return ([], new ManagedState());
        var copy = JsonTree.Clone(value);
        var state = ManagedFieldsCodec.Decode(value.Obj("metadata").Arr("managedFields"));
        copy.Obj("metadata")?.Remove("managedFields");
        return (copy, state);
    }
}
