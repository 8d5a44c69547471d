using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Costs;

/// <summary>
/// The worst a checked expression may cost, in cel-go's units, before it ever runs. After cel-go's checker/cost.go, with Kubernetes' choice that
/// <c>has()</c> costs nothing.
/// </summary>
internal sealed class CostEstimator
{
    private readonly SizeBook _sizes;
    private readonly CallEstimates _calls;

    private CostEstimator(Func<IReadOnlyList<string>, Estimate?> schema)
    {
        _sizes = new SizeBook(schema);
        _calls = new CallEstimates(_sizes, schema);
    }

    /// <param name="schema">Size of what a path into the variables leads to; null when it is not known.</param>
    public static Estimate Of(Expr expression, Func<IReadOnlyList<string>, Estimate?> schema) => new CostEstimator(schema).Cost(expression);

    private Estimate Cost(Expr expression)
    {
        if (expression.TypeValue is { } named)
        {
            _sizes.SetPath(expression, [named.Name]);
            return Estimate.Exactly(CostFactors.Name);
        }

        return expression switch
        {
            Expr.Ident ident => Ident(ident),
            Expr.Select select => Select(select),
            Expr.Call call => Call(call),
            Expr.List list => List(list),
            Expr.Map map => Map(map),
            Expr.Comprehension { IsBinding: true } binding => Binding(binding),
            Expr.Comprehension loop => Loop(loop),
            _ => default,
        };
    }

    private Estimate Ident(Expr.Ident ident)
    {
        _sizes.SetPath(ident, _sizes.Find(ident.Name) is { } local ? local.Path : [ident.Name]);
        return Estimate.Exactly(CostFactors.Name);
    }

    private Estimate Select(Expr.Select select)
    {
        var cost = Cost(select.Operand);
        if (select.TestOnly)
            return cost;
        if (select.Operand.Type.Kind is TypeKind.Map or TypeKind.Struct or TypeKind.Parameter)
            cost += Estimate.Exactly(CostFactors.Name);
        _sizes.SetPath(select, [.. _sizes.Path(select.Operand) ?? [], select.Field]);
        return cost;
    }

    private Estimate Call(Expr.Call call)
    {
        if (call.Function == "dyn")
            return Dyn(call);
        var costs = call.Args.Select(Cost).ToArray();
        var args = call.Args.Select(_sizes.Node).ToArray();
        var cost = default(Estimate);
        CostNode? target = null;
        if (call.Target is not null)
        {
            cost = Cost(call.Target);
            target = _sizes.Node(call.Target);
        }

        var (worst, size) = (new Estimate(ulong.MaxValue, 0), default(Estimate?));
        foreach (var overload in call.Overloads)
        {
            var estimate = _calls.Of(call, overload.Id, target, args, costs);
            worst = worst.Or(estimate.Cost);
            size = estimate.ResultSize is not { } result ? size : size?.Or(result) ?? result;
            if (overload.Id is "index_list" or "index_map")
            {
                size = _sizes.Entries(call.Args[0])?.Value;
                _sizes.SetPath(call, [.. _sizes.Path(call.Args[0]) ?? [], overload.Id == "index_list" ? "@items" : "@values"]);
            }

            size ??= _sizes.Size(call);
        }

        _sizes.SetSize(call, size);
        return call.Overloads.Count == 0 ? default : cost + worst;
    }

    private Estimate Dyn(Expr.Call call)
    {
        var cost = Cost(call.Args[0]);
        Copy(call, call.Args[0]);
        return cost + Estimate.Exactly(1);
    }

    private Estimate List(Expr.List list)
    {
        var cost = Estimate.Exactly(CostFactors.List);
        var items = new Estimate(list.Elements.Count == 0 ? 0 : ulong.MaxValue, 0);
        foreach (var element in list.Elements)
        {
            cost += Cost(element);
            items = items.Or(_sizes.SizeOrUnknown(element));
        }

        _sizes.SetEntries(list, new EntrySize(TypeKind.List, Estimate.Exactly(1), items));
        return cost;
    }

    private Estimate Map(Expr.Map map)
    {
        var cost = Estimate.Exactly(CostFactors.Map);
        var (keys, values) = (new Estimate(map.Entries.Count == 0 ? 0 : ulong.MaxValue, 0), new Estimate(map.Entries.Count == 0 ? 0 : ulong.MaxValue, 0));
        foreach (var entry in map.Entries)
        {
            cost += Cost(entry.Key) + Cost(entry.Value);
            keys = keys.Or(_sizes.SizeOrUnknown(entry.Key));
            values = values.Or(_sizes.SizeOrUnknown(entry.Value));
        }

        _sizes.SetEntries(map, new EntrySize(TypeKind.Map, keys, values));
        return cost;
    }

    private Estimate Loop(Expr.Comprehension loop)
    {
        var accumulator = loop.Accumulator;
        var cost = Cost(loop.Range) + Cost(accumulator.Init);
        _sizes.Push(accumulator.Name, _sizes.Path(accumulator.Init), _sizes.Size(accumulator.Init), _sizes.Entries(accumulator.Init));
        var variables = PushVariables(loop);
        var round = Cost(accumulator.Condition) + Cost(accumulator.Step);
        for (var i = 0; i < variables; i++)
            _sizes.Pop();
        cost += Cost(accumulator.Result);
        _sizes.Pop();
        var rounds = _sizes.SizeOrUnknown(loop.Range);
        if (accumulator.Init is Expr.Literal)
        {
            _sizes.SetSize(loop, _sizes.Size(accumulator.Init));
        }
        else
        {
            _sizes.SetSize(loop, rounds);
            _sizes.SetEntries(loop, _sizes.Entries(accumulator.Step));
        }

        return cost + (rounds * round);
    }

    private int PushVariables(Expr.Comprehension loop)
    {
        var entries = _sizes.Entries(loop.Range);
        var list = (entries?.Container ?? loop.Range.Type.Kind) == TypeKind.List;
        var path = _sizes.Path(loop.Range) ?? [];
        if (loop.Second is null)
        {
            _sizes.Push(loop.Variable, [.. path, list ? "@items" : "@keys"], list ? entries?.Value : entries?.Key, null);
            return 1;
        }

        _sizes.Push(loop.Variable, [.. path, list ? "@indices" : "@keys"], entries?.Key, null);
        _sizes.Push(loop.Second, [.. path, list ? "@items" : "@values"], entries?.Value, null);
        return 2;
    }

    private Estimate Binding(Expr.Comprehension binding)
    {
        var accumulator = binding.Accumulator;
        var cost = Cost(binding.Range) + Cost(accumulator.Init);
        _sizes.Push(accumulator.Name, _sizes.Path(accumulator.Init), _sizes.Size(accumulator.Init), _sizes.Entries(accumulator.Init));
        cost += Cost(accumulator.Result);
        _sizes.Pop();
        Copy(binding, accumulator.Result);
        return cost;
    }

    private void Copy(Expr to, Expr from)
    {
        _sizes.SetSize(to, _sizes.Size(from));
        _sizes.SetEntries(to, _sizes.Entries(from));
    }
}
