using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Checking;

/// <summary>One signature of a function, and what it does.</summary>
/// <param name="Id">cel-go's name of it: costs go by it.</param>
/// <param name="Member">Called on a target, which is the first of the arguments.</param>
/// <param name="Body">Null where the evaluator does it itself (operators that look at one side only).</param>
internal sealed record Overload(string Id, bool Member, CelType[] Arguments, CelType Result, Func<object?[], object?>? Body)
{
    /// <summary>Whether <see cref="Fits"/> looks at the types of values; some bodies take any and judge themselves.</summary>
    public bool Guarded { get; init; } = true;

    /// <summary>Names of type parameters, each once.</summary>
    public IReadOnlyList<string> TypeParameters { get; } = [.. Arguments.Append(Result).SelectMany(Names).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether values are of the declared types: what the checker could not know of dyn.</summary>
    public bool Fits(object?[] values)
    {
        if (values.Length != Arguments.Length || !Guarded)
            return values.Length == Arguments.Length;
        for (var i = 0; i < values.Length; i++)
        {
            if (!TypeOf.Fits(values[i], Arguments[i]))
                return false;
        }

        return true;
    }

    private static IEnumerable<string> Names(CelType type) => type.Kind == TypeKind.Parameter ? [type.Name] : type.Parameters.SelectMany(Names);
}
