using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Values;

/// <summary>The types of values.</summary>
internal static class TypeOf
{
    public static CelType Value(object? value) => value switch
    {
        null => CelType.Null,
        bool => CelType.Bool,
        long => CelType.Int,
        ulong => CelType.Uint,
        double => CelType.Double,
        string => CelType.String,
        Bytes => CelType.Bytes,
        CelDuration => CelType.Duration,
        CelTimestamp => CelType.Timestamp,
        CelList => CelType.AnyList,
        CelMap => CelType.AnyMap,
        CelOptional => CelType.AnyOptional,
        CelType => CelType.AnyType,
        IExtensionValue extension => extension.Type,
        _ => CelType.Error,
    };

    /// <summary>Whether a function that declares <paramref name="type"/> takes the value. Containers are judged by their first item.</summary>
    public static bool Fits(object? value, CelType type) => type.Kind switch
    {
        TypeKind.Dyn or TypeKind.Parameter => true,
        TypeKind.List => value is CelList list && (list.Count == 0 || Fits(list[0], type.Parameters[0])),
        TypeKind.Map => value is CelMap map && (map.Count == 0 || map.Keys.FirstOrDefault() is not { } key || (Fits(key, type.Parameters[0]) && (!map.TryGet(key, out var item) || Fits(item, type.Parameters[1])))),
        TypeKind.Struct when value is CelMap => type.Fields is not null,
        TypeKind.Struct or TypeKind.Opaque => TypeOf.Value(value) is var actual && actual.Kind == type.Kind && actual.Name == type.Name,
        var kind => TypeOf.Value(value).Kind == kind,
    };
}
