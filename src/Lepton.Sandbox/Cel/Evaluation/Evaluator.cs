using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Costs;
using Lepton.Sandbox.Cel.Functions;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Evaluation;

/// <summary>Runs a checked expression once and counts what it costs.</summary>
/// <param name="variables">Values by name.</param>
/// <param name="limit">Most it may cost.</param>
internal sealed class Evaluator(IReadOnlyDictionary<string, object?> variables, ulong limit)
{
    /// <summary>So far.</summary>
    public ulong Cost { get; private set; }

    /// <returns>The value, or a <see cref="CelError"/>.</returns>
    /// <exception cref="CostLimitException">It costs too much.</exception>
    public object? Evaluate(Expr expression) => Evaluate(expression, null);

    private object? Evaluate(Expr expression, Scope? scope)
    {
        if (expression.TypeValue is not null)
            return expression.TypeValue;
        if (expression.Constant is { } constant)
            return constant.Value;
        return expression switch
        {
            Expr.Literal literal => literal.Value,
            Expr.Ident ident => Ident(ident.Name, scope),
            Expr.Select select => Select(select, scope),
            Expr.Call call => Call(call, scope),
            Expr.List list => List(list, scope),
            Expr.Map map => Map(map, scope),
            Expr.Comprehension loop => new Folding(this, scope).Run(loop),
            _ => new CelError("unsupported expression"),
        };
    }

    private object? Ident(string name, Scope? scope)
    {
        Spend(CostFactors.Name);
        if (scope?.Find(name) is { } local)
            return local.Value;
        return variables.TryGetValue(name, out var value) ? value : new CelError($"no such attribute(s): {name}");
    }

    private object? Select(Expr.Select select, Scope? scope)
    {
        var operand = Evaluate(select.Operand, scope);
        if (select.TestOnly)
            return operand is CelError ? operand : Has(operand, select.Field);
        Spend(IsAttribute(select.Operand) ? CostFactors.Name : 2 * CostFactors.Name);
        return At(operand, select.Field);
    }

    private static object? At(object? operand, object? key) => operand switch
    {
        CelError => operand,
        CelOptional { HasValue: true, Value: not (CelMap or CelList) } => CelError.NoKey(key),
        CelOptional => OptionalFunctions.Item(operand, key),
        _ => ContainerFunctions.At(operand, key),
    };

    private static object Has(object? operand, string field) => operand switch
    {
        CelOptional { HasValue: true } optional => Has(optional.Value, field),
        CelOptional => false,
        CelMap map => map.TryGet(field, out var value) ? value as CelError ?? (object)true : false,
        _ => false,
    };

    /// <summary>Names and what is selected from them are one step of cel-go's planner; anything else is one more.</summary>
    private static bool IsAttribute(Expr expression) => expression switch
    {
        Expr.Ident => true,
        Expr.Select select => !select.TestOnly,
        Expr.Call { Function: Operators.Index or Operators.OptionalIndex or Operators.OptionalSelect } => true,
        _ => false,
    };

    private object? Call(Expr.Call call, Scope? scope)
    {
        switch (call.Function)
        {
            case Operators.And or Operators.Or:
                return Logical(call, scope, call.Function == Operators.Or);
            case Operators.Conditional:
                return Evaluate(call.Args[0], scope) switch
                {
                    true => Part(call.Args[1], scope),
                    false => Part(call.Args[2], scope),
                    CelError failed => failed,
                    _ => CelError.NoSuchOverload,
                };
            case Operators.NotStrictlyFalse:
                var value = Evaluate(call.Args[0], scope);
                return Spend(1, value is not false);
            case "or" or "orValue" when call.Target is not null:
                return Alternative(call, scope);
            case Operators.Index or Operators.OptionalIndex or Operators.OptionalSelect:
                return Index(call, scope);
        }

        var args = new object?[call.Args.Count + (call.Target is null ? 0 : 1)];
        var at = 0;
        if (call.Target is not null)
            args[at++] = Evaluate(call.Target, scope);
        foreach (var arg in call.Args)
            args[at++] = Evaluate(arg, scope);
        return Array.Find(args, arg => arg is CelError) is { } error ? Spend(ActualCosts.Of(call.Function, call.Overloads is [var only] ? only.Id : "", args, error), error) : Invoke(call, args);
    }

    private object? Index(Expr.Call call, Scope? scope)
    {
        var operand = Evaluate(call.Args[0], scope);
        var index = Part(call.Args[1], scope);
        if ((operand as CelError ?? index as CelError) is { } error)
            return error;
        if (!IsAttribute(call.Args[0]))
            Spend(CostFactors.Name);
        if (call.Function == Operators.Index)
            return Spend(CostFactors.Name, At(operand, index));
        var item = OptionalFunctions.Item(operand, index);
        return item is CelOptional { HasValue: false } ? item : Spend(CostFactors.Name, item);
    }

    /// <summary>A branch of a condition or an index: cel-go takes it into the step that uses it, so that its name costs nothing.</summary>
    private object? Part(Expr expression, Scope? scope)
    {
        var value = Evaluate(expression, scope);
        if (IsAttribute(expression))
            Cost -= CostFactors.Name;
        return value;
    }

    /// <summary>The first value that an optional has: the others are not even evaluated.</summary>
    private object? Alternative(Expr.Call call, Scope? scope)
    {
        var target = Evaluate(call.Target!, scope);
        return target switch
        {
            CelError => target,
            CelOptional { HasValue: true } optional => call.Function == "or" ? optional : optional.Value,
            CelOptional => Evaluate(call.Args[0], scope),
            _ => CelError.NoSuchOverload,
        };
    }

    private object? Invoke(Expr.Call call, object?[] args)
    {
        var overload = Choose(call.Overloads, args) ?? Choose(CelEnvironment.Function(call.Function)?.Where(o => o.Member == call.Target is not null) ?? [], args);
        if (overload?.Body is null)
        {
            Spend(1);
            return call.Function[0] is '_' or '!' or '-' ? CelError.NoSuchOverload : CelError.NoOverload(call.Function, args);
        }

        var result = overload.Body(args);
        if (overload.Id == "in_list" && Constants.IsMemberOfConstants(call))
            return result;
        return Spend(ActualCosts.Of(call.Function, overload.Id, args, result), result);
    }

    private static Overload? Choose(IEnumerable<Overload> overloads, object?[] args) => overloads.FirstOrDefault(overload => overload.Fits(args));

    /// <summary>One side that decides is enough, even when the other is an error.</summary>
    private object? Logical(Expr.Call call, Scope? scope, bool decides)
    {
        var left = Evaluate(call.Args[0], scope);
        if (left is bool l && l == decides)
            return decides;
        var right = Evaluate(call.Args[1], scope);
        if (right is bool r && r == decides)
            return decides;
        if (left is CelError || right is CelError)
            return left as CelError ?? right;
        return left is bool && right is bool ? !decides : CelError.NoSuchOverload;
    }

    private object List(Expr.List list, Scope? scope)
    {
        var items = new List<object?>(list.Elements.Count);
        for (var i = 0; i < list.Elements.Count; i++)
        {
            var item = Evaluate(list.Elements[i], scope);
            if (item is CelError)
                return item;
            if (!list.Optional.Contains(i))
                items.Add(item);
            else if (item is CelOptional { HasValue: true } optional)
                items.Add(optional.Value);
            else if (item is not CelOptional)
                return CelError.NoSuchOverload;
        }

        return Spend(CostFactors.List, new CelArray(items))!;
    }

    private object Map(Expr.Map map, Scope? scope)
    {
        var made = new CelDictionary();
        foreach (var entry in map.Entries)
        {
            var (key, value) = (Evaluate(entry.Key, scope), Evaluate(entry.Value, scope));
            if ((key as CelError ?? value as CelError) is { } error)
                return error;
            if (entry.Optional)
            {
                if (value is not CelOptional optional)
                    return CelError.NoSuchOverload;
                if (!optional.HasValue)
                    continue;
                value = optional.Value;
            }

            if (!CelDictionary.IsKey(key))
                return new CelError($"unsupported key type: {TypeOf.Value(key).Name}");
            if (!made.Add(key, value))
                return new CelError($"Failed with repeated key: {Conversion.Plain(key)}");
        }

        return Spend(CostFactors.Map, made)!;
    }

    private void Spend(ulong cost)
    {
        Cost += cost;
        if (Cost > limit)
            throw new CostLimitException();
    }

    private object? Spend(ulong cost, object? value)
    {
        Spend(cost);
        return value;
    }

    /// <summary>The loop of a comprehension.</summary>
    private readonly struct Folding(Evaluator evaluator, Scope? scope)
    {
        public object? Run(Expr.Comprehension loop)
        {
            var range = evaluator.Evaluate(loop.Range, scope);
            if (range is CelError)
                return range;
            var accumulator = new Scope(loop.Accumulator.Name, evaluator.Evaluate(loop.Accumulator.Init, scope), scope);
            switch (range)
            {
                case CelList list:
                    for (var i = 0; i < list.Count; i++)
                    {
                        if (!Step(loop, accumulator, loop.Second is null ? list[i] : (long)i, list[i]))
                            break;
                    }

                    break;
                case CelMap map:
                    foreach (var key in map.Keys)
                    {
                        if (!Step(loop, accumulator, key, loop.Second is not null && map.TryGet(key, out var value) ? value : null))
                            break;
                    }

                    break;
                default:
                    return CelError.NoSuchOverload;
            }

            return evaluator.Evaluate(loop.Accumulator.Result, accumulator);
        }

        private bool Step(Expr.Comprehension loop, Scope accumulator, object? first, object? second)
        {
            var inner = new Scope(loop.Variable, first, accumulator);
            if (loop.Second is not null)
                inner = new Scope(loop.Second, second, inner);
            if (evaluator.Evaluate(loop.Accumulator.Condition, inner) is not true)
                return false;
            accumulator.Value = evaluator.Evaluate(loop.Accumulator.Step, inner);
            return true;
        }
    }
}
