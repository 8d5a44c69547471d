using System.Globalization;
using System.Text;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>Writes a parsed expression as text again, with all parentheses.</summary>
internal static class Unparser
{
    public static string Write(Expr expression) => expression switch
    {
        Expr.Literal literal => Constant(literal.Value),
        Expr.Ident ident => ident.Name,
        Expr.Select select => $"{Write(select.Operand)}.{select.Field}",
        Expr.List list => $"[{string.Join(", ", list.Elements.Select((element, i) => (list.Optional.Contains(i) ? "?" : "") + Write(element)))}]",
        Expr.Map map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{(entry.Optional ? "?" : "")}{Write(entry.Key)}: {Write(entry.Value)}"))}}}",
        Expr.Call call => Call(call),
        _ => throw new InvalidOperationException($"{expression.GetType()} is not what a parser gives"),
    };

    private static string Call(Expr.Call call)
    {
        var args = call.Args.Select(Write).ToArray();
        return call.Function switch
        {
            Operators.Conditional => $"({args[0]} ? {args[1]} : {args[2]})",
            Operators.Index => $"{args[0]}[{args[1]}]",
            Operators.OptionalIndex => $"{args[0]}[?{args[1]}]",
            Operators.OptionalSelect => $"{args[0]}.?{((Expr.Literal)call.Args[1]).Value}",
            Operators.In => $"({args[0]} in {args[1]})",
            Operators.Not or Operators.Negate => $"{call.Function[0]}({args[0]})",
            _ when call.Function.StartsWith('_') => $"({args[0]} {call.Function.Trim('_')} {args[1]})",
            _ => $"{(call.Target is null ? "" : Write(call.Target) + ".")}{call.Function}({string.Join(", ", args)})",
        };
    }

    private static string Constant(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        long number => number < 0 ? $"({number.ToString(CultureInfo.InvariantCulture)})" : number.ToString(CultureInfo.InvariantCulture),
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "u",
        double number => Real(number),
        string text => Quoted(text),
        Bytes bytes => "b'" + string.Concat(bytes.Data.Select(part => $"\\x{part:x2}")) + "'",
        _ => throw new InvalidOperationException($"{value} is no constant"),
    };

    private static string Real(double number)
    {
        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        return double.IsNegative(number) ? $"({text})" : text;
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
            _ = rune.Value is < 0x20 or '"' or '\\' or > 0x7e ? quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}") : quoted.Append((char)rune.Value);
        return quoted.Append('"').ToString();
    }
}
