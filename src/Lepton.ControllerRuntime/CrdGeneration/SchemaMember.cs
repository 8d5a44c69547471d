using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.ControllerRuntime.CrdGeneration;

/// <summary>A property as the schema sees it.</summary>
internal sealed class SchemaMember
{
    private readonly PropertyInfo _property;

    private SchemaMember(Type owner, PropertyInfo property, NullabilityInfoContext nullability)
    {
        Owner = owner;
        _property = property;
        JsonName = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        Core = CoreFields.TryGet(owner, JsonName);
        IsRequired = nullability.Create(property).WriteState == NullabilityState.NotNull && !HasDefault && !Has<OptionalAttribute>();
    }

    public Type Owner { get; }

    public string JsonName { get; }

    /// <summary>What is known of a field of a built-in type, which carries no attributes.</summary>
    public CoreField? Core { get; }

    public Type Type => _property.PropertyType;

    public bool IsRequired { get; }

    public bool HasDefault => Has<DefaultAttribute>() || Core?.Default is not null;

    public string? Description => Get<DescriptionAttribute>()?.Text ?? Core?.Description;

    /// <summary>Instance properties that are read from and written to JSON, inherited ones included; not those every object has.</summary>
    public static IEnumerable<SchemaMember> Of(Type type, NullabilityInfoContext nullability) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p is { CanRead: true, CanWrite: true } && p.GetIndexParameters().Length == 0
            && !p.IsDefined(typeof(JsonIgnoreAttribute)) && !p.IsDefined(typeof(JsonExtensionDataAttribute))
            && p.DeclaringType != typeof(KubernetesObject))
        .Select(p => new SchemaMember(type, p, nullability));

    public bool Has<T>() where T : Attribute => _property.IsDefined(typeof(T));

    public T? Get<T>() where T : Attribute => _property.GetCustomAttribute<T>();

    public IEnumerable<T> All<T>() where T : Attribute => _property.GetCustomAttributes<T>();

    /// <summary>What the property's initializer says.</summary>
    /// <exception cref="CrdGenerationException">The type cannot be made without arguments, or the initializer says nothing.</exception>
    public object InitialValue()
    {
        var instance = Owner.GetConstructor(Type.EmptyTypes) is null
            ? throw new CrdGenerationException($"{this} has [Default], but {Owner.Name} has no constructor without arguments that could tell the value")
            : Activator.CreateInstance(Owner)!;
        return _property.GetValue(instance) ?? throw new CrdGenerationException($"{this} has [Default], but its initializer gives null: give the property a value");
    }

    public override string ToString() => $"{Owner.Name}.{_property.Name}";
}
