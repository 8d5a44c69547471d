using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Lepton.EndToEnd.House;

/// <summary>Reads <c>[Trait("Rule", …)]</c> off built test assemblies without loading them.</summary>
internal static class TraitReader
{
    /// <summary>Rule and <c>Class.Method</c> of every test that carries one; a trait of a class counts for the class.</summary>
    internal static IReadOnlyList<(string Rule, string Test)> Read(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var found = new List<(string Rule, string Test)>();
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            var name = metadata.GetString(type.Name);
            found.AddRange(Rules(metadata, type.GetCustomAttributes()).Select(rule => (rule, name)));
            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition))
                found.AddRange(Rules(metadata, method.GetCustomAttributes()).Select(rule => (rule, $"{name}.{metadata.GetString(method.Name)}")));
        }

        return found;
    }

    private static IEnumerable<string> Rules(MetadataReader metadata, CustomAttributeHandleCollection attributes) =>
        from attribute in attributes.Select(metadata.GetCustomAttribute)
        where AttributeName(metadata, attribute) == "TraitAttribute"
        let trait = Arguments(metadata, attribute)
        where trait.Name == "Rule"
        select trait.Value;

    private static string? AttributeName(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name)
            : null;

    // ECMA-335 II.23.3: two bytes of prolog, then the constructor's arguments, here two strings.
    private static (string Name, string Value) Arguments(MetadataReader metadata, CustomAttribute attribute)
    {
        var blob = metadata.GetBlobReader(attribute.Value);
        blob.ReadUInt16();
        return (blob.ReadSerializedString() ?? "", blob.ReadSerializedString() ?? "");
    }
}
