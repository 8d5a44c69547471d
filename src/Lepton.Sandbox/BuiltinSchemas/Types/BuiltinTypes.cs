using System.Reflection;

namespace Lepton.Sandbox.BuiltinSchemas.Types;

/// <summary>
/// The structure of the built-in kinds, from the embedded tables. The tables state facts of the public API reference of Kubernetes 1.36: names, types, order,
/// which lists and maps are owned piece by piece, and simple defaults.
/// </summary>
internal static class BuiltinTypes
{
    private const string Prefix = "Lepton.Sandbox.Types.";
    private static readonly Lazy<Dictionary<(string GroupVersion, string Kind), BuiltinType>> Kinds = new(Load);

    public static IReadOnlyCollection<(string GroupVersion, string Kind)> All => Kinds.Value.Keys;

    /// <summary>Null when there is no table for the kind.</summary>
    public static BuiltinType? Find(string groupVersion, string kind) => Kinds.Value.GetValueOrDefault((groupVersion, kind));

    private static Dictionary<(string GroupVersion, string Kind), BuiltinType> Load()
    {
        var reader = new TypeTableReader();
        var assembly = typeof(BuiltinTypes).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
            reader.Read(Text(assembly, name));
        return reader.Resolve();
    }

    private static string Text(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
