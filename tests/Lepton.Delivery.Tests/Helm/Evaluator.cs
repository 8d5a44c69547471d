using System.Globalization;
using System.Text;

namespace Lepton.Delivery.Tests.Helm;

/// <summary>A method of Helm's built-in objects, such as <c>.Files.Get</c>.</summary>
internal delegate object? Method(object?[] arguments);

/// <summary>Runs parsed templates, after the rules of Go's text/template and Helm's <c>include</c>.</summary>
internal sealed class Evaluator(IReadOnlyDictionary<string, IReadOnlyList<Node>> definitions)
{
    private readonly List<Dictionary<string, object?>> _scopes = [];
    private string _file = "";

    public string Render(string file, IReadOnlyList<Node> nodes, object? root)
    {
        _file = file;
        return Template(nodes, root);
    }

    /// <summary>A template of its own: <c>$</c> is what it was given, and no variable of the caller is seen.</summary>
    private string Template(IReadOnlyList<Node> nodes, object? dot)
    {
        var outer = _scopes.ToList();
        _scopes.Clear();
        _scopes.Add(new(StringComparer.Ordinal) { ["$"] = dot });
        var output = new StringBuilder();
        Run(nodes, dot, output);
        _scopes.Clear();
        _scopes.AddRange(outer);
        return output.ToString();
    }

    private void Run(IReadOnlyList<Node> nodes, object? dot, StringBuilder output)
    {
        _scopes.Add(new(StringComparer.Ordinal));
        foreach (var node in nodes)
        {
            switch (node)
            {
                case TextNode text:
                    output.Append(text.Text);
                    break;
                case ActionNode action:
                    var value = Evaluate(action.Pipeline, dot);
                    if (action.Pipeline.Variables.Count == 0)
                        output.Append(TemplateValue.Print(value));
                    break;
                case IfNode choice:
                    _scopes.Add(new(StringComparer.Ordinal));
                    var condition = Evaluate(choice.Condition, dot);
                    var holds = TemplateValue.IsTrue(condition);
                    Run(holds ? choice.Then : choice.Else, choice.SetsDot && holds ? condition : dot, output);
                    _scopes.RemoveAt(_scopes.Count - 1);
                    break;
                case RangeNode range:
                    Repeat(range, dot, output);
                    break;
            }
        }

        _scopes.RemoveAt(_scopes.Count - 1);
    }

    private void Repeat(RangeNode range, object? dot, StringBuilder output)
    {
        var over = Evaluate(range.Over with { Variables = [] }, dot);
        IEnumerable<(object? Key, object? Value)> items = over switch
        {
            null => [],
            IDictionary<string, object?> map => map.Select(p => ((object?)p.Key, p.Value)),
            IList<object?> list => list.Select((v, i) => ((object?)(long)i, v)),
            _ => throw Wrong(range.Line, $"range over {over.GetType().Name}"),
        };
        var any = false;
        foreach (var (key, value) in items)
        {
            any = true;
            var scope = new Dictionary<string, object?>(StringComparer.Ordinal);
            if (range.Over.Variables.Count == 2)
                scope[range.Over.Variables[0]] = key;
            if (range.Over.Variables.Count > 0)
                scope[range.Over.Variables[^1]] = value;
            _scopes.Add(scope);
            Run(range.Body, value, output);
            _scopes.RemoveAt(_scopes.Count - 1);
        }

        if (!any)
            Run(range.Else, dot, output);
    }

    private object? Evaluate(Pipeline pipeline, object? dot)
    {
        object? value = null;
        for (var i = 0; i < pipeline.Commands.Count; i++)
            value = Evaluate(pipeline.Commands[i], dot, i > 0, value, pipeline.Line);
        foreach (var variable in pipeline.Variables)
        {
            var scope = pipeline.Declares ? _scopes[^1] : _scopes.FindLast(s => s.ContainsKey(variable)) ?? throw Wrong(pipeline.Line, $"{variable} is not declared");
            scope[variable] = value;
        }

        return value;
    }

    private object? Evaluate(Command command, object? dot, bool piped, object? last, int line)
    {
        var arguments = command.Words.Skip(1).Select(w => Evaluate(w, dot, line)).ToList();
        if (piped)
            arguments.Add(last);
        switch (command.Words[0])
        {
            case Function { Name: "include" }:
                var name = arguments[0] as string ?? "";
                return Template(definitions.TryGetValue(name, out var nodes) ? nodes : throw Wrong(line, $"no template \"{name}\""), arguments[1]);
            case Function function:
                return Call(function.Name, [.. arguments], line);
            case var operand:
                var value = Evaluate(operand, dot, line);
                if (value is Method method)
                    return method([.. arguments]);
                return arguments.Count == 0 ? value : throw Wrong(line, "arguments were given to what is no function");
        }
    }

    private object? Call(string name, object?[] arguments, int line)
    {
        if (!TemplateFunctions.All.TryGetValue(name, out var function))
            throw Wrong(line, $"function \"{name}\" is not covered");
        try
        {
            return function(arguments);
        }
        catch (Exception e) when (e is InvalidCastException or IndexOutOfRangeException or FormatException or NullReferenceException)
        {
            throw Wrong(line, string.Create(CultureInfo.InvariantCulture, $"{name} with {arguments.Length} arguments: {e.Message}"));
        }
    }

    private object? Evaluate(Operand operand, object? dot, int line) => operand switch
    {
        Literal literal => literal.Value,
        Nested nested => Evaluate(nested.Pipeline, dot),
        Variable variable => (_scopes.FindLast(s => s.ContainsKey(variable.Name)) ?? throw Wrong(line, $"{variable.Name} is not declared"))[variable.Name],
        Function function => Call(function.Name, [], line),
        Path path => path.Fields.Aggregate(path.Root is null ? dot : Evaluate(path.Root, dot, line), (value, field) => Field(value, field, line)),
        _ => throw Wrong(line, "an operand of no known kind"),
    };

    private object? Field(object? value, string field, int line) => value switch
    {
        IDictionary<string, object?> map => map.TryGetValue(field, out var inside) ? inside : null,
        null => throw Wrong(line, $"nil has no field {field}"),
        _ => throw Wrong(line, $"{TemplateValue.Print(value)} has no field {field}"),
    };

    private TemplateException Wrong(int line, string what) => new($"{_file}:{line}: {what}");
}
