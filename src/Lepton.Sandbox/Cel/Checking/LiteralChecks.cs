using Lepton.Sandbox.Cel.Functions;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Cel.Checking;

/// <summary>What Kubernetes asks beyond types: constants that mean something, list and map literals of one type, format strings that fit.</summary>
internal static class LiteralChecks
{
    public static void Check(Expr expression, Issues issues) => Visit(expression, issues, withinFormat: false);

    private static void Visit(Expr expression, Issues issues, bool withinFormat)
    {
        switch (expression)
        {
            case Expr.Call call:
                Constants(call, issues);
                withinFormat |= call.Function == "format";
                break;
            case Expr.List list when !withinFormat:
                SameTypes(list.Elements.Select((element, i) => (element, Unwrap(element.Type, list.Optional.Contains(i)))), issues);
                break;
            case Expr.Map map when !withinFormat:
                SameTypes(map.Entries.Select(entry => (entry.Key, entry.Key.Type)), issues);
                SameTypes(map.Entries.Select(entry => (entry.Value, Unwrap(entry.Value.Type, entry.Optional))), issues);
                break;
        }

        foreach (var child in ExprWalk.Children(expression))
            Visit(child, issues, withinFormat);
    }

    private static CelType Unwrap(CelType type, bool optional) => optional ? type.Unwrapped(out _) : type;

    private static void SameTypes(IEnumerable<(Expr Node, CelType Type)> items, Issues issues)
    {
        CelType? first = null;
        foreach (var (node, type) in items)
        {
            first ??= type;
            if (first.Same(type))
                continue;
            issues.Report(node.Position, $"expected type '{first}' but found '{type}'");
            return;
        }
    }

    private static void Constants(Expr.Call call, Issues issues)
    {
        if (call.Args is [Expr.Literal { Value: var value } literal, ..])
        {
            var wrong = call.Function switch
            {
                "duration" => Conversion.Duration(value) is CelError,
                "timestamp" => Conversion.Timestamp(value) is CelError,
                "matches" => value is string pattern && Re2.TryCompile(pattern, out _) is null,
                _ => false,
            };
            if (wrong)
                issues.Report(literal.Position, $"invalid {call.Function} argument");
        }

        if (call is { Function: "format", Target: Expr.Literal { Value: string format }, Args: [Expr.List args] })
            FormatArguments(call, format, args, issues);
    }

    /// <summary>Tries the format with a value of each argument's type.</summary>
    private static void FormatArguments(Expr.Call call, string format, Expr.List args, Issues issues)
    {
        var samples = args.Elements.Select(element => Sample(element.Type)).ToArray();
        if (samples.Any(sample => sample is CelError))
            return;
        if (StringFormat.Apply(format, new CelArray(samples)) is CelError error)
            issues.Report(call.Position, error.Message);
        else if (StringFormat.Clauses(format) is var wanted && wanted < samples.Length)
            issues.Report(call.Position, $"too many arguments supplied to string.format (expected {wanted}, got {samples.Length})");
    }

    private static object? Sample(CelType type) => type.Kind switch
    {
        TypeKind.Null => null,
        TypeKind.Bool => true,
        TypeKind.Int => 0L,
        TypeKind.Uint => 0UL,
        TypeKind.Double => 0.0,
        TypeKind.String => "NaN",
        TypeKind.Bytes => new Bytes([]),
        TypeKind.Duration => default(CelDuration),
        TypeKind.Timestamp => default(CelTimestamp),
        TypeKind.List => CelList.Empty,
        TypeKind.Map => new CelDictionary(),
        TypeKind.Type => CelType.Int,
        _ => new CelError("unknown until it runs"),
    };
}
