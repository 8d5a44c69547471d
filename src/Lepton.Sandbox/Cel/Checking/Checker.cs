using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Checking;

/// <summary>Gives every node of an expression its type and every call its overloads, and reports what does not fit. After cel-go's checker/checker.go.</summary>
internal sealed class Checker
{
    private readonly CelEnvironment _environment;
    private readonly Issues _issues;
    private readonly Stack<(string Name, CelType Type)> _scopes = new();
    private TypeMapping _mapping = new();
    private int _variables;

    private Checker(CelEnvironment environment, Issues issues)
    {
        _environment = environment;
        _issues = issues;
    }

    /// <returns>The type of the whole.</returns>
    public static CelType Check(Expr expression, CelEnvironment environment, Issues issues)
    {
        var checker = new Checker(environment, issues);
        checker.Visit(expression);
        checker.Settle(expression);
        return expression.Type;
    }

    private CelType Visit(Expr expression) => expression.Type = expression switch
    {
        Expr.Literal literal => Values.TypeOf.Value(literal.Value),
        Expr.Ident ident => Ident(ident),
        Expr.Select select => Select(select),
        Expr.Call call => Call(call),
        Expr.List list => List(list),
        Expr.Map map => Map(map),
        Expr.Comprehension loop => Loop(loop),
        Expr.Struct made => Struct(made),
        _ => CelType.Error,
    };

    /// <summary>Type parameters that are still open become dyn, everywhere.</summary>
    private void Settle(Expr expression)
    {
        ExprWalk.Visit(expression, node => node.Type = _mapping.Substitute(node.Type, unknownToDyn: true));
    }

    private CelType Ident(Expr.Ident ident)
    {
        if (Named(ident, ident.Name) is { } type)
            return type;
        Undeclared(ident, ident.Name);
        return CelType.Error;
    }

    /// <summary>A variable in scope, or a type by its name.</summary>
    private CelType? Named(Expr node, string name)
    {
        foreach (var (local, type) in _scopes)
        {
            if (local == name)
                return type;
        }

        if (_environment.Variable(name) is { } variable)
            return variable;
        node.TypeValue = CelEnvironment.TypeNamed(name);
        return node.TypeValue is null ? null : CelType.Type(node.TypeValue);
    }

    private CelType Select(Expr.Select select)
    {
        if (!select.TestOnly && Qualified(select) is { } name && CelEnvironment.TypeNamed(name) is { } named)
        {
            select.TypeValue = named;
            return CelType.Type(named);
        }

        var type = Field(select, select.Operand, select.Field, optional: false);
        return select.TestOnly ? CelType.Bool : _mapping.Substitute(type, unknownToDyn: false);
    }

    /// <summary>The type of a field, an optional one when the operand is optional or <paramref name="optional"/> asks so.</summary>
    private CelType Field(Expr node, Expr operand, string field, bool optional)
    {
        var target = _mapping.Substitute(Visit(operand), unknownToDyn: false).Unwrapped(out var wrapped);
        var result = CelType.Error;
        switch (target.Kind)
        {
            case TypeKind.Map:
                result = target.Parameters[1];
                break;
            case TypeKind.Struct:
                if ((target.Fields?.GetValueOrDefault(field) ?? target.Fields?.GetValueOrDefault($"__{field}__")) is { } found)
                    result = found;
                else
                    _issues.Report(node.Position, $"undefined field '{field}'");
                break;
            case TypeKind.Parameter:
                Assignable(CelType.Dyn, target);
                result = CelType.Dyn;
                break;
            default:
                if (!target.IsDynOrError)
                    _issues.Report(node.Position, $"type '{target}' does not support field selection");
                result = CelType.Dyn;
                break;
        }

        return wrapped || optional ? CelType.Optional(result) : result;
    }

    private CelType Call(Expr.Call call)
    {
        if (call.Function == Operators.OptionalSelect)
            return OptionalSelect(call);
        foreach (var arg in call.Args)
            Visit(arg);
        if (call.Target is { } target)
        {
            if (Qualified(target) is { } prefix && CelEnvironment.Function($"{prefix}.{call.Function}") is not null)
            {
                call.Function = $"{prefix}.{call.Function}";
                call.Target = null;
            }
            else
            {
                Visit(target);
            }
        }

        if (CelEnvironment.Function(call.Function) is not { } overloads)
        {
            Undeclared(call, call.Function);
            return CelType.Error;
        }

        return Resolve(call, overloads);
    }

    private CelType OptionalSelect(Expr.Call call)
    {
        call.Overloads = CelEnvironment.Function(Operators.OptionalSelect)!;
        var field = (string)((Expr.Literal)call.Args[1]).Value!;
        call.Args[1].Type = CelType.String;
        return _mapping.Substitute(Field(call, call.Args[0], field, optional: true), unknownToDyn: false);
    }

    private CelType Resolve(Expr.Call call, IReadOnlyList<Overload> overloads)
    {
        var given = call.Target is null ? call.Args.Select(arg => arg.Type).ToArray() : [call.Target.Type, .. call.Args.Select(arg => arg.Type)];
        if (call.Function is Operators.And or Operators.Or)
            return Logical(call, overloads, given);
        CelType? result = null;
        var fitting = new List<Overload>();
        foreach (var overload in overloads.Where(o => o.Member == call.Target is not null))
        {
            var (arguments, of) = Fresh(overload);
            if (_mapping.Assign(given, arguments) is not { } assigned)
                continue;
            _mapping = assigned;
            fitting.Add(overload);
            var type = _mapping.Substitute(of, unknownToDyn: false);
            if (result is null)
                result = type;
            else if (!result.IsDyn && !type.Same(result))
                result = CelType.Dyn;
        }

        call.Overloads = fitting;
        if (result is not null)
            return result;
        var types = given.Select(type => _mapping.Substitute(type, unknownToDyn: true)).ToArray();
        var signature = call.Target is null ? $"({string.Join(", ", types.AsEnumerable())})" : $"{types[0]}.({string.Join(", ", types.Skip(1))})";
        _issues.Report(call.Position, $"found no matching overload for '{call.Function}' applied to '{signature}'");
        return CelType.Error;
    }

    private CelType Logical(Expr.Call call, IReadOnlyList<Overload> overloads, CelType[] given)
    {
        call.Overloads = overloads;
        var result = CelType.Bool;
        for (var i = 0; i < given.Length; i++)
        {
            if (Assignable(given[i], CelType.Bool))
                continue;
            _issues.Report(call.Args[i].Position, $"expected type 'bool' but found '{_mapping.Substitute(given[i], unknownToDyn: true)}'");
            result = CelType.Error;
        }

        return result;
    }

    /// <summary>The signature with type parameters of its own.</summary>
    private (CelType[] Arguments, CelType Result) Fresh(Overload overload)
    {
        if (overload.TypeParameters.Count == 0)
            return (overload.Arguments, overload.Result);
        var own = new TypeMapping();
        foreach (var name in overload.TypeParameters)
            own.Set(CelType.Parameter(name), Open());
        return ([.. overload.Arguments.Select(type => own.Substitute(type, unknownToDyn: false))], own.Substitute(overload.Result, unknownToDyn: false));
    }

    private CelType List(Expr.List list)
    {
        CelType? of = null;
        for (var i = 0; i < list.Elements.Count; i++)
        {
            var element = list.Elements[i];
            var type = Visit(element);
            of = Join(of, list.Optional.Contains(i) ? Unwrap(element, type) : type);
        }

        return CelType.List(of ?? Open());
    }

    private CelType Map(Expr.Map map)
    {
        CelType? keys = null;
        CelType? values = null;
        foreach (var entry in map.Entries)
        {
            keys = Join(keys, Visit(entry.Key));
            var type = Visit(entry.Value);
            values = Join(values, entry.Optional ? Unwrap(entry.Value, type) : type);
        }

        return CelType.Map(keys ?? Open(), values ?? Open());
    }

    private CelType Unwrap(Expr node, CelType type)
    {
        var inner = type.Unwrapped(out var optional);
        if (!optional && !inner.IsDyn)
            _issues.Report(node.Position, $"expected type '{CelType.Optional(inner)}' but found '{inner}'");
        return inner;
    }

    /// <summary>The type of the elements so far and one more: dyn when they differ. <see cref="LiteralChecks"/> refuses that where Kubernetes does.</summary>
    private CelType Join(CelType? before, CelType type)
    {
        if (before is null)
            return type;
        return Assignable(before, type) ? TypeMapping.MostGeneral(before, type) : CelType.Dyn;
    }

    private CelType Loop(Expr.Comprehension loop)
    {
        var (range, accumulator) = (_mapping.Substitute(Visit(loop.Range), unknownToDyn: false), Visit(loop.Accumulator.Init));
        _scopes.Push((loop.Accumulator.Name, accumulator));
        var (first, second) = Variables(loop, range);
        _scopes.Push((loop.Variable, first));
        if (loop.Second is not null)
            _scopes.Push((loop.Second, second));
        Expect(loop.Accumulator.Condition, CelType.Bool, Visit(loop.Accumulator.Condition));
        Expect(loop.Accumulator.Step, accumulator, Visit(loop.Accumulator.Step));
        if (loop.Second is not null)
            _scopes.Pop();
        _scopes.Pop();
        var result = _mapping.Substitute(Visit(loop.Accumulator.Result), unknownToDyn: false);
        _scopes.Pop();
        return result;
    }

    private (CelType First, CelType Second) Variables(Expr.Comprehension loop, CelType range)
    {
        switch (range.Kind)
        {
            case TypeKind.List:
                return loop.Second is null ? (range.Parameters[0], CelType.Error) : (CelType.Int, range.Parameters[0]);
            case TypeKind.Map:
                return (range.Parameters[0], range.Parameters[1]);
            case TypeKind.Dyn or TypeKind.Error or TypeKind.Parameter:
                Assignable(CelType.Dyn, range);
                return (CelType.Dyn, CelType.Dyn);
            default:
                _issues.Report(loop.Range.Position, $"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)");
                return (CelType.Error, CelType.Error);
        }
    }

    private CelType Struct(Expr.Struct made)
    {
        Undeclared(made, made.TypeName);
        foreach (var value in made.Values)
            Visit(value);
        return CelType.Error;
    }

    private void Expect(Expr node, CelType wanted, CelType found)
    {
        if (!Assignable(wanted, found))
            _issues.Report(node.Position, $"expected type '{_mapping.Substitute(wanted, true)}' but found '{_mapping.Substitute(found, true)}'");
    }

    private bool Assignable(CelType left, CelType right)
    {
        if (_mapping.Assign([left], [right]) is not { } assigned)
            return false;
        _mapping = assigned;
        return true;
    }

    private CelType Open() => CelType.Parameter($"_var{_variables++}");

    private void Undeclared(Expr node, string name) => _issues.Report(node.Position, $"undeclared reference to '{name}' (in container '')");

    private string? Qualified(Expr node) => node switch
    {
        Expr.Ident ident => _scopes.Any(scope => scope.Name == ident.Name) ? null : ident.Name,
        Expr.Select { TestOnly: false } select => Qualified(select.Operand) is { } before ? $"{before}.{select.Field}" : null,
        _ => null,
    };
}
