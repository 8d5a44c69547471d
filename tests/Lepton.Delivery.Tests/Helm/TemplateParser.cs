using System.Globalization;

namespace Lepton.Delivery.Tests.Helm;

/// <summary>Reads one template file; what it defines is added to the chart's definitions.</summary>
internal sealed class TemplateParser(string name, IReadOnlyList<Segment> segments, IDictionary<string, IReadOnlyList<Node>> definitions)
{
    private int _next;

    public IReadOnlyList<Node> Parse()
    {
        var body = Body(out var end);
        return end is null ? body : throw Wrong(_next - 1, $"\"{end}\" without a beginning");
    }

    /// <param name="end">The word that ended it: <c>end</c> or <c>else</c>; null at the end of the file.</param>
    private List<Node> Body(out string? end)
    {
        var nodes = new List<Node>();
        end = null;
        while (_next < segments.Count)
        {
            var segment = segments[_next++];
            if (segment.Text is { } text)
            {
                nodes.Add(new TextNode(segment.Line, text));
                continue;
            }

            var tokens = new ActionReader(name, segment);
            switch (tokens.Keyword())
            {
                case "end" or "else":
                    end = tokens.Take().Text;
                    return nodes;
                case "if" or "with":
                    nodes.Add(If(segment.Line, tokens));
                    break;
                case "range":
                    tokens.Take();
                    nodes.Add(Range(segment.Line, tokens.Pipeline()));
                    break;
                case "define":
                    tokens.Take();
                    definitions[tokens.Take().Text] = Closed();
                    break;
                case "template" or "block" or "break" or "continue":
                    throw Wrong(_next - 1, $"\"{tokens.Keyword()}\" is not covered; use include");
                default:
                    nodes.Add(new ActionNode(segment.Line, tokens.Pipeline()));
                    break;
            }
        }

        return nodes;
    }

    private IfNode If(int line, ActionReader tokens)
    {
        var with = tokens.Take().Text == "with";
        var condition = tokens.Pipeline();
        var then = Body(out var end);
        if (end is null)
            throw Wrong(_next - 1, "is not closed by end");
        if (end == "end")
            return new(line, condition, with, then, []);
        // "else if" is an if inside the else that shares its end.
        var rest = new ActionReader(name, segments[_next - 1]);
        rest.Take();
        return rest.Keyword() is "if" or "with" ? new(line, condition, with, then, [If(segments[_next - 1].Line, rest)]) : new(line, condition, with, then, Closed());
    }

    private RangeNode Range(int line, Pipeline over)
    {
        var body = Body(out var end);
        return end is null ? throw Wrong(_next - 1, "is not closed by end") : new(line, over, body, end == "else" ? Closed() : []);
    }

    private List<Node> Closed()
    {
        var at = _next - 1;
        var body = Body(out var end);
        return end == "end" ? body : throw Wrong(at, "is not closed by end");
    }

    private TemplateException Wrong(int segment, string what) => new($"{name}:{segments[Math.Clamp(segment, 0, segments.Count - 1)].Line}: {what}");
}

/// <summary>Reads the inside of one action.</summary>
internal sealed class ActionReader(string name, Segment segment)
{
    private int _next;

    public string? Keyword() => Peek() is { Kind: TokenKind.Name } token ? token.Text : null;

    public Token Take() => Peek() is { } token && _next++ >= 0 ? token : throw Wrong("ends too early");

    public Pipeline Pipeline(bool nested = false)
    {
        var variables = new List<string>();
        var declares = false;
        var mark = 0;
        while (segment.Action.ElementAtOrDefault(_next + mark) is { Kind: TokenKind.Variable } variable)
        {
            variables.Add(variable.Text);
            mark++;
            if (segment.Action.ElementAtOrDefault(_next + mark)?.Text != ",")
                break;
            mark++;
        }

        if (segment.Action.ElementAtOrDefault(_next + mark)?.Text is ":=" or "=")
        {
            declares = segment.Action[_next + mark].Text == ":=";
            _next += mark + 1;
        }
        else
        {
            variables.Clear();
        }

        var commands = new List<Command> { ReadCommand() };
        while (Peek()?.Text == "|")
        {
            _next++;
            commands.Add(ReadCommand());
        }

        if (!nested && Peek() is { } more)
            throw Wrong($"\"{more.Text}\" was not expected");
        return new(segment.Line, variables, declares, commands);
    }

    private Command ReadCommand()
    {
        var words = new List<Operand>();
        while (Peek() is { } token && !(token.Kind == TokenKind.Punctuation && token.Text is "|" or ")"))
            words.Add(ReadOperand());
        return words.Count > 0 ? new(words) : throw Wrong("a command is empty");
    }

    private Operand ReadOperand()
    {
        var token = Take();
        switch (token.Kind)
        {
            case TokenKind.String:
                return new Literal(token.Text);
            case TokenKind.Number:
                return new Literal(token.Text.Contains('.', StringComparison.Ordinal) ? (object)double.Parse(token.Text, CultureInfo.InvariantCulture) : long.Parse(token.Text, CultureInfo.InvariantCulture));
            case TokenKind.Name:
                return token.Text switch { "true" => new Literal(true), "false" => new Literal(false), "nil" => new Literal(null), _ => new Function(token.Text) };
            case TokenKind.Variable:
                return Fields(new Variable(token.Text), []);
            case TokenKind.Field:
                return Fields(null, [token.Text[1..]]);
            case TokenKind.Punctuation when token.Text == ".":
                return new Path(null, []);
            case TokenKind.Punctuation when token.Text == "(":
                var nested = new Nested(Pipeline(nested: true));
                if (Take().Text != ")")
                    throw Wrong("a parenthesis is not closed");
                return Fields(nested, []);
            default:
                throw Wrong($"\"{token.Text}\" was not expected");
        }
    }

    private Operand Fields(Operand? root, List<string> fields)
    {
        while (Peek() is { Kind: TokenKind.Field, Glued: true } field)
        {
            fields.Add(field.Text[1..]);
            _next++;
        }

        return root is not null && fields.Count == 0 ? root : new Path(root, fields);
    }

    private Token? Peek() => segment.Action.ElementAtOrDefault(_next);

    private TemplateException Wrong(string what) => new($"{name}:{segment.Line}: {what}");
}
