using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Costs;

/// <summary>What is known of the sizes of parts of an expression while its cost is estimated.</summary>
/// <param name="schema">Size of what a path into the variables leads to; null when it is not known.</param>
internal sealed class SizeBook(Func<IReadOnlyList<string>, Estimate?> schema)
{
    private readonly Dictionary<Expr, Estimate> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, EntrySize> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, IReadOnlyList<string>> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Local> _locals = new();

    public void Push(string name, IReadOnlyList<string>? path, Estimate? size, EntrySize? entries) => _locals.Push(new Local(name, path, size, entries));

    public void Pop() => _locals.Pop();

    public void SetSize(Expr expression, Estimate? size)
    {
        if (size is { } known)
            _sizes[expression] = known;
    }

    public void SetEntries(Expr expression, EntrySize? entries)
    {
        if (entries is not null)
            _entries[expression] = entries;
    }

    public void SetPath(Expr expression, IReadOnlyList<string>? path)
    {
        if (path is not null)
            _paths[expression] = path;
    }

    public IReadOnlyList<string>? Path(Expr expression) =>
        expression is Expr.Ident ident && Find(ident.Name) is { } local ? local.Path : _paths.GetValueOrDefault(expression);

    public Local? Find(string name) => _locals.FirstOrDefault(local => local.Name == name);

    public CostNode Node(Expr expression)
    {
        var path = Path(expression);
        return new CostNode(expression, expression.Type, path is [Operators.Accumulator, ..] ? null : path, Size(expression));
    }

    public Estimate SizeOrUnknown(Expr expression) => Size(expression) ?? Estimate.Unknown;

    public Estimate? Size(Expr expression)
    {
        if (_sizes.TryGetValue(expression, out var known))
            return known;
        if (Literal(expression) is { } literal)
            return Estimate.Exactly(literal);
        if (Path(expression) is { Count: > 0 } path && schema(path) is { } size)
            return _sizes[expression] = size;
        if (IsScalar(expression.Type))
            return Estimate.Exactly(1);
        return expression is Expr.Ident ident ? Find(ident.Name)?.Size : null;
    }

    public EntrySize? Entries(Expr expression)
    {
        if (_entries.TryGetValue(expression, out var known))
            return known;
        return expression is Expr.Ident ident ? Find(ident.Name)?.Entries : null;
    }

    private static ulong? Literal(Expr expression) => expression switch
    {
        Expr.Literal literal => Sizes.Of(literal.Value),
        Expr.List list => (ulong)list.Elements.Count,
        Expr.Map map => (ulong)map.Entries.Count,
        _ => null,
    };

    private static bool IsScalar(CelType type) =>
        type.Kind is TypeKind.Bool or TypeKind.Double or TypeKind.Duration or TypeKind.Int or TypeKind.Timestamp or TypeKind.Uint || (type.IsOptional && IsScalar(type.Parameters[0]));

    /// <summary>A variable of a comprehension.</summary>
    internal sealed record Local(string Name, IReadOnlyList<string>? Path, Estimate? Size, EntrySize? Entries);
}
