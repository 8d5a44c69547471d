using Lepton.Sandbox.Cel.Functions;
using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Checking;

/// <summary>What an expression may name: variables, functions and types. Functions are those of Kubernetes 1.36 for new expressions.</summary>
internal sealed class CelEnvironment(IReadOnlyDictionary<string, CelType> variables)
{
    private static readonly Dictionary<string, CelType> TypeNames = new CelType[]
    {
        CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Bytes, CelType.Null, CelType.Duration, CelType.Timestamp,
        CelType.AnyList, CelType.AnyMap, CelType.AnyType, CelType.AnyOptional, LibraryTypes.Ip, LibraryTypes.Cidr, LibraryTypes.Url, LibraryTypes.Quantity,
        LibraryTypes.Semver, LibraryTypes.Format,
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The type of a variable, or null when there is none of that name.</summary>
    public CelType? Variable(string name) => variables.GetValueOrDefault(name);

    /// <summary>The type that a name stands for.</summary>
    public static CelType? TypeNamed(string name) => TypeNames.GetValueOrDefault(name);

    public static IReadOnlyList<Overload>? Function(string name) => Library.Functions.Find(name);
}
