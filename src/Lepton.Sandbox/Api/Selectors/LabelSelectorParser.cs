using System.Globalization;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Selectors;

/// <summary>Kubernetes' grammar of label selectors: <c>a=b,c!=d,e in (f,g),!h,i,j&gt;3</c>.</summary>
internal sealed class LabelSelectorParser
{
    private readonly List<string> _tokens;
    private int _next;

    private LabelSelectorParser(string text) => _tokens = Tokenize(text);

    /// <exception cref="ApiStatusException">400 with the parser's complaint.</exception>
    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return LabelSelector.Everything;
        var parser = new LabelSelectorParser(text);
        if (parser.Peek() != "!" && !IsIdentifier(parser.Peek()))
            throw Error($"found '{parser.Peek()}', expected: !, identifier, or 'end of string'");
        var requirements = new List<LabelRequirement>();
        while (true)
        {
            requirements.Add(parser.Requirement());
            var token = parser.Take();
            if (token.Length == 0)
                return new LabelSelector(requirements);
            if (token != ",")
                throw Error($"found '{token}', expected: ',' or 'end of string'");
            if (parser.Peek() is "" or ",")
                throw Error($"found '{parser.Peek()}', expected: identifier after ','");
        }
    }

    private LabelRequirement Requirement()
    {
        if (Peek() == "!")
        {
            Take();
            return new LabelRequirement(Key(), LabelOperator.NotExists, []);
        }

        var key = Key();
        switch (Peek())
        {
            case "" or ",":
                return new LabelRequirement(key, LabelOperator.Exists, []);
            case "=" or "==":
                Take();
                return new LabelRequirement(key, LabelOperator.In, [Value(key, checkLabel: true)]);
            case "!=":
                Take();
                return new LabelRequirement(key, LabelOperator.NotIn, [Value(key, checkLabel: true)]);
            case "in" or "notin":
                return new LabelRequirement(key, Take() == "in" ? LabelOperator.In : LabelOperator.NotIn, Values(key));
            case ">" or "<":
                return Comparison(key);
            default:
                throw Error($"unable to parse requirement: found '{Peek()}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private LabelRequirement Comparison(string key)
    {
        var @operator = Take() == ">" ? LabelOperator.GreaterThan : LabelOperator.LessThan;
        var value = Value(key, checkLabel: false);
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            throw Error($"unable to parse requirement: values[0]: Invalid value: {ApiErrors.Quote(value)}: for 'Gt', 'Lt' operators, the value must be an integer");
        return new LabelRequirement(key, @operator, [value]);
    }

    private string Key()
    {
        var token = Take();
        if (!IsIdentifier(token))
            throw Error($"unable to parse requirement: found '{token}', expected: identifier");
        if (NameRules.QualifiedName(token).FirstOrDefault() is { } why)
            throw Error($"unable to parse requirement: <nil>: Invalid value: {ApiErrors.Quote(token)}: {why}");
        return token;
    }

    private string Value(string key, bool checkLabel)
    {
        var token = Peek();
        if (token is "" or ",")
            return "";
        if (!IsIdentifier(token) && token is not ("in" or "notin"))
            throw Error($"unable to parse requirement: found '{token}', expected: identifier");
        Take();
        if (checkLabel)
            CheckValue(key, token, 0);
        return token;
    }

    private List<string> Values(string key)
    {
        if (Take() is var open && open != "(")
            throw Error($"unable to parse requirement: found '{open}' expected: '('");
        var values = new List<string>();
        while (true)
        {
            var token = Take();
            switch (token)
            {
                case ")":
                    if (values.Count == 0)
                        values.Add("");
                    return values;
                case ",":
                    if (Peek() is "," or ")")
                        values.Add("");
                    break;
                case "":
                    throw Error($"unable to parse requirement: found '{token}', expected: {(values.Count == 0 ? "',', ')' or identifier" : "',' or ')'")}");
                default:
                    CheckValue(key, token, values.Count);
                    values.Add(token);
                    break;
            }
        }
    }

    private static void CheckValue(string key, string value, int index)
    {
        if (NameRules.LabelValue(value).FirstOrDefault() is { } why)
            throw Error($"unable to parse requirement: values[{index}][{key}]: Invalid value: {ApiErrors.Quote(value)}: {why}");
    }

    private string Peek() => _next < _tokens.Count ? _tokens[_next] : "";

    private string Take() => _next < _tokens.Count ? _tokens[_next++] : "";

    private static bool IsIdentifier(string token) => token.Length > 0 && !IsSpecial(token[0]);

    private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';

    private static List<string> Tokenize(string text)
    {
        var tokens = new List<string>();
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
                continue;
            }

            var start = i;
            if (c is '=' or '!' && i + 1 < text.Length && text[i + 1] == '=')
                i += 2;
            else if (IsSpecial(c))
                i++;
            else
            {
                while (i < text.Length && !IsSpecial(text[i]) && !char.IsWhiteSpace(text[i]))
                    i++;
            }

            tokens.Add(text[start..i]);
        }

        return tokens;
    }

    private static ApiStatusException Error(string message) => ApiErrors.BadRequest(message);
}
