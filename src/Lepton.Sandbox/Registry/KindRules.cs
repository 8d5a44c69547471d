using System.Text.Json.Nodes;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>What a kind does beyond its schema. A table: most kinds have no entry.</summary>
internal sealed class KindRules
{
    private readonly Dictionary<(string Group, string Kind), KindRule> _rules = [];

    public void Add(string group, string kind, KindRule rule) => _rules.Add((group, kind), rule);

    public void Default(ResourceType type, JsonObject value, JsonObject? old) => Rule(type)?.Default?.Invoke(value, old);

    public void BeforeCreate(ResourceType type, JsonObject value, bool external)
    {
        var rule = Rule(type);
        rule?.BeforeCreate?.Invoke(value);
        if (external)
            rule?.BeforeCreateByClient?.Invoke(value);
    }

    public void BeforeUpdate(ResourceType type, JsonObject value, JsonObject old, string? subresource) =>
        Rule(type)?.BeforeUpdate?.Invoke(value, old, subresource);

    public void BeforeDelete(ResourceType type, JsonObject value) => Rule(type)?.BeforeDelete?.Invoke(value);

    public void Validate(ResourceType type, JsonObject value, JsonObject? old, List<FieldError> errors) =>
        Rule(type)?.Validate?.Invoke(value, old, errors);

    public IEnumerable<string> Warnings(ResourceType type, JsonObject value) => Rule(type)?.Warnings?.Invoke(value) ?? [];

    private KindRule? Rule(ResourceType type) => type.IsCustom ? null : _rules.GetValueOrDefault((type.Group, type.Kind));
}

/// <param name="Default">Defaults beyond the schema's, which count as the client's own fields. New object, stored object or null.</param>
/// <param name="BeforeCreate">Fills in what the server fills in.</param>
/// <param name="BeforeUpdate">New object, stored object, subresource.</param>
/// <param name="Validate">New object, stored object or null, where the errors go.</param>
/// <param name="BeforeDelete">Changes an object that is about to be deleted, as by adding a finalizer.</param>
/// <param name="Warnings">What a client is told in Warning headers about an object that was accepted.</param>
/// <param name="BeforeCreateByClient">What is filled in only for clients, not for the cluster's own controllers.</param>
internal sealed record KindRule(
    Action<JsonObject>? BeforeCreate = null,
    Action<JsonObject, JsonObject, string?>? BeforeUpdate = null,
    Action<JsonObject, JsonObject?, List<FieldError>>? Validate = null,
    Action<JsonObject>? BeforeDelete = null,
    Action<JsonObject>? BeforeCreateByClient = null,
    Action<JsonObject, JsonObject?>? Default = null,
    Func<JsonObject, IEnumerable<string>>? Warnings = null);
