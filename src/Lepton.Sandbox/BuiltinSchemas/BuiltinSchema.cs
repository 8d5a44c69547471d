using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Kinds;
using Lepton.Sandbox.BuiltinSchemas.Types;
using Lepton.Sandbox.Schemas;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.BuiltinSchemas;

/// <summary>The schema of one built-in kind in one version: the table of its fields and what the kind does beyond it.</summary>
internal sealed class BuiltinSchema(BuiltinType type, KindBehavior behavior) : IObjectSchema
{
    public BuiltinType Type { get; } = type;

    /// <summary>Null when there is no such kind in the tables.</summary>
    public static BuiltinSchema? Find(string group, string version, string kind)
    {
        var groupVersion = group.Length == 0 ? version : $"{group}/{version}";
        return BuiltinTypes.Find(groupVersion, kind) is { } type ? new BuiltinSchema(type, KindBehaviors.For(groupVersion, kind)) : null;
    }

    public string? DecodeError(JsonObject value) => TypeCheck.Problem(Type, value);

    public IReadOnlyList<string> Prune(JsonObject value)
    {
        var unknown = new List<string>();
        Pruner.Prune(Type, value, "", unknown);
        return unknown;
    }

    /// <summary>Fills in the defaults and brings the object into the form in which a server would write it.</summary>
    public void ApplyDefaults(JsonObject value)
    {
        behavior.Default(value);
        TableDefaults.Apply(Type, value);
        var written = RoundTrip.Apply(Type, value);
        value.Clear();
        foreach (var (name, field) in written.ToArray())
        {
            written.Remove(name);
            value.Add(name, field);
        }
    }

    /// <summary>The form of an object of which nothing is given: the fields that are written even when empty.</summary>
    public JsonObject Empty() => RoundTrip.Apply(Type, []);

    public IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        var errors = new FieldErrors();
        behavior.Validate(value, errors);
        if (old is not null)
            behavior.ValidateUpdate(value, old, errors);
        return errors.All;
    }
}
