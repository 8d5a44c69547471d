using System.Text.Json.Nodes;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>What a built-in kind does beyond its table: defaults that depend on other fields, and validation.</summary>
internal class KindBehavior
{
    /// <summary>For kinds that need nothing.</summary>
    public static KindBehavior None { get; } = new();

    /// <summary>Runs before the table's defaults; the fields have the right types by then.</summary>
    public virtual void Default(JsonObject value)
    {
    }

    public virtual void Validate(JsonObject value, FieldErrors errors)
    {
    }

    /// <summary>Runs after <see cref="Validate"/> when there is a stored object.</summary>
    public virtual void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
    }
}
