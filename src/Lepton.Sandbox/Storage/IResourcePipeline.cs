using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Storage;

/// <summary>What the schema of a kind does to an object on its way in: prune, default, validate. One per served version of a resource.</summary>
public interface IObjectSchema
{
    /// <summary>
    /// Why a server could not decode the object into its own types (a string where a number belongs, a malformed quantity), in its words; null when it
    /// could. Ask before <see cref="Prune"/>: the answer to a POST is 400 "KIND in version "v1" cannot be handled as a KIND: …".
    /// </summary>
    string? DecodeError(JsonObject value) => null;

    /// <summary>Removes unknown fields in place and returns their paths (<c>spec.foo</c>), for field validation warnings and errors.</summary>
    IReadOnlyList<string> Prune(JsonObject value);

    /// <summary>
    /// Removes nulls where null is not allowed, in place. For objects that come whole or patched: an applied configuration keeps its nulls and is
    /// refused for them.
    /// </summary>
    void DropNulls(JsonObject value)
    {
    }

    /// <summary>Writes the defaults into the object, in place.</summary>
    void ApplyDefaults(JsonObject value);

    /// <summary>All violations of the schema and its CEL rules; empty when valid.</summary>
    /// <param name="old">The stored object on an update (transition rules, ratcheting), null on create.</param>
    IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? old);

    /// <summary>The same, with what is wrong but was so before, for Warning headers.</summary>
    IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? old, ICollection<string> warnings) => Validate(value, old);
}

/// <summary>One cause of a 422.</summary>
/// <param name="Reason">FieldValueInvalid, FieldValueRequired, FieldValueNotSupported, FieldValueTypeInvalid …</param>
/// <param name="Field">Path, such as <c>spec.replicas</c>.</param>
/// <param name="Message">As a real server words it, without the path.</param>
public sealed record FieldError(string Reason, string Field, string Message);

/// <summary>Server-side apply and field ownership (structured-merge-diff) for one resource.</summary>
public interface IFieldManagement
{
    /// <summary>Merges an applied configuration into the live object.</summary>
    /// <param name="live">The stored object, or null when apply creates it.</param>
    /// <returns>The new object with its managedFields; equal to <paramref name="live"/> (timestamps included) when nothing changed.</returns>
    /// <exception cref="ApiStatusException">409 with the conflicts, 500 for a field the schema does not have.</exception>
    JsonObject Apply(JsonObject? live, JsonObject applied, string manager, bool force, string? subresource, DateTimeOffset now);

    /// <summary>Records who changed what in a create, update or patch.</summary>
    /// <returns><paramref name="updated"/> with its managedFields.</returns>
    JsonObject TrackUpdate(JsonObject? live, JsonObject updated, string manager, string? subresource, DateTimeOffset now);
}
