using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Api.Validation;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Tests.Generated;

/// <summary>Schemas and types say the same of every field, statuses included.</summary>
public class SchemaAgainstTypesTests
{
    private static readonly Dictionary<Type, V1JSONSchemaProps> Schemas = LeptonCrds.Types.Zip(LeptonCrds.All())
        .ToDictionary(p => p.First, p => p.Second.Spec.Versions[0].Schema!.OpenAPIV3Schema!);

    public static TheoryData<Type> Types => [.. LeptonCrds.Types];

    private static JsonObject Named(JsonNode value, Type type)
    {
        var definition = ResourceDefinition.Of(type);
        value["apiVersion"] = definition.ApiVersion;
        value["kind"] = definition.Kind;
        value["metadata"] = new JsonObject { ["name"] = "llama" };
        return value.AsObject();
    }

    private static object Typed(JsonObject json, Type type) => json.Deserialize(type, KubernetesJson.Options)!;

    [Theory]
    [MemberData(nameof(Types))]
    public void An_object_with_every_field_survives_the_types_unchanged(Type type)
    {
        var full = Named(SchemaInstance.Full(Schemas[type]), type);
        Assert.Empty(SchemaValidator.Validate(full, Schemas[type]));
        var back = KubernetesJson.ToNode(Typed(full, type));
        Assert.Equal(Flat(full), Flat(back));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Random_objects_survive_with_nothing_but_defaults_added(Type type)
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var json = Named(SchemaInstance.Random(Schemas[type], seed), type);
            Assert.Empty(SchemaValidator.Validate(json, Schemas[type]));
            var back = KubernetesJson.ToNode(Typed(json, type));
            Assert.Empty(Flat(json).Except(Flat(back), StringComparer.Ordinal));
            Assert.Empty(SchemaValidator.Validate(back, Schemas[type]));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_value_of_another_type_is_told_at_its_path_wherever_it_stands(Type type)
    {
        var full = Named(SchemaInstance.Full(Schemas[type]), type);
        foreach (var (path, replace) in Places(full, "").Where(p => p.Path.StartsWith("spec", StringComparison.Ordinal)).ToList())
        {
            var original = replace(new JsonArray(new JsonArray()));
            if (original is JsonArray)
                replace(JsonValue.Create("text"));
            Assert.Contains(SchemaValidator.Validate(full, Schemas[type]), e => e.Path == path || e.Path.StartsWith(path + "[", StringComparison.Ordinal));
            replace(original);
        }
        Assert.Empty(SchemaValidator.Validate(full, Schemas[type]));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Validators_answer_whatever_the_schema_lets_through(Type type)
    {
        for (var seed = 1; seed <= 120; seed++)
        {
            var json = Named(SchemaInstance.Random(Schemas[type], seed), type);
            var errors = Validate(Typed(json, type));
            Assert.All(errors, e => Assert.All((string[])[e.Object, e.Field, e.Found, e.Expected], text => Assert.NotEqual("", text.Trim())));
            Assert.Equal(errors, Validate(Typed(json, type)));
        }
    }

    private static IReadOnlyList<ValidationError> Validate(object value) => value switch
    {
        LeptonModel model => ModelValidator.Validate(model),
        PlacementPolicy policy => PolicyValidator.Validate(policy),
        _ => ProviderValidator.Validate((CloudProvider)value),
    };

    /// <summary>Each value below, by its path, with a function that replaces it and gives back what was there.</summary>
    private static IEnumerable<(string Path, Func<JsonNode?, JsonNode?> Replace)> Places(JsonNode? node, string path)
    {
        if (node is JsonObject map)
        {
            foreach (var name in map.Select(p => p.Key).ToList())
            {
                // What schemas leave open has no type to get wrong; map entries are told by their key in brackets.
                if (name is "anything" or "key" && map.Count == 1)
                    continue;
                var child = path.Length == 0 ? name : $"{path}.{name}";
                yield return (child, value => Swap(map, name, value));
                foreach (var place in Places(map[name], child))
                    yield return place;
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                foreach (var place in Places(list[i], $"{path}[{i}]"))
                    yield return place;
            }
        }
    }

    private static JsonNode? Swap(JsonObject map, string name, JsonNode? value)
    {
        var old = map[name];
        map[name] = value;
        return old;
    }

    /// <summary>Path and value of each leaf; numbers and quantities by what they mean.</summary>
    private static SortedSet<string> Flat(JsonNode? node)
    {
        var leaves = new SortedSet<string>(StringComparer.Ordinal);
        Flatten(node, "", leaves);
        return leaves;
    }

    private static void Flatten(JsonNode? node, string path, SortedSet<string> leaves)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map)
                Flatten(value, $"{path}.{name}", leaves);
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
                Flatten(list[i], $"{path}[{i}]", leaves);
        }
        else
        {
            leaves.Add($"{path} = {node?.ToString()}");
        }
    }
}
