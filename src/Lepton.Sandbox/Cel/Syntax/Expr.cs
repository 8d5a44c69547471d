using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>A node of a parsed expression. The checker writes types and overloads into it.</summary>
/// <param name="position">Where it begins in the text, in characters from 0: errors point there.</param>
/// <param name="children">Nodes below it.</param>
internal abstract class Expr(int position, params IEnumerable<Expr?> children)
{
    public int Position { get; } = position;

    /// <summary>Nodes on the longest way down, itself included.</summary>
    public int Depth { get; } = 1 + children.Select(child => child?.Depth ?? 0).DefaultIfEmpty(0).Max();

    /// <summary>Dyn until it is checked.</summary>
    public CelType Type { get; set; } = CelType.Dyn;

    /// <summary>Set when the node names a type (<c>int</c>, <c>google.protobuf.Duration</c>): its value.</summary>
    public CelType? TypeValue { get; set; }

    /// <summary>Set when the value is known before anything runs.</summary>
    public Literal? Constant { get; set; }

    public sealed class Literal(int position, object? value) : Expr(position)
    {
        public object? Value { get; } = value;
    }

    public sealed class Ident(int position, string name) : Expr(position)
    {
        public string Name { get; } = name;
    }

    /// <summary><c>operand.field</c>, or <c>has(operand.field)</c> when it only tests presence.</summary>
    public sealed class Select(int position, Expr operand, string field, bool testOnly) : Expr(position, operand)
    {
        public Expr Operand { get; } = operand;

        public string Field { get; } = field;

        public bool TestOnly { get; } = testOnly;
    }

    /// <summary>A function, operator (<c>_+_</c>) or method of a target.</summary>
    public sealed class Call(int position, string function, Expr? target, IReadOnlyList<Expr> args) : Expr(position, [target, .. args])
    {
        /// <summary>With the target's name before it once the checker found it to be a namespace: <c>optional.of</c>.</summary>
        public string Function { get; set; } = function;

        public Expr? Target { get; set; } = target;

        public IReadOnlyList<Expr> Args { get; } = args;

        /// <summary>The overloads that fit, by the checker.</summary>
        public IReadOnlyList<Overload> Overloads { get; set; } = [];
    }

    /// <summary>A list literal.</summary>
    /// <param name="optional">Indices of the elements marked <c>?</c>.</param>
    public sealed class List(int position, IReadOnlyList<Expr> elements, IReadOnlySet<int> optional) : Expr(position, elements)
    {
        public IReadOnlyList<Expr> Elements { get; } = elements;

        public IReadOnlySet<int> Optional { get; } = optional;
    }

    /// <summary>A map literal.</summary>
    public sealed class Map(int position, IReadOnlyList<Entry> entries) : Expr(position, entries.SelectMany(e => new[] { e.Key, e.Value }))
    {
        public IReadOnlyList<Entry> Entries { get; } = entries;
    }

    /// <summary>A message literal. No type of the environment can be made this way: it is parsed to be refused by name.</summary>
    public sealed class Struct(int position, string typeName, IReadOnlyList<Expr> values) : Expr(position, values)
    {
        public string TypeName { get; } = typeName;

        public IReadOnlyList<Expr> Values { get; } = values;
    }

    /// <summary>What the macros become: a loop over a range with an accumulator.</summary>
    public sealed class Comprehension(int position, Expr range, string variable, string? second, Fold accumulator) : Expr(position, range, accumulator.Init, accumulator.Condition, accumulator.Step, accumulator.Result)
    {
        public Expr Range { get; } = range;

        /// <summary>Element of a list or key of a map; with a second variable index or key.</summary>
        public string Variable { get; } = variable;

        /// <summary>Element of a list or value of a map.</summary>
        public string? Second { get; } = second;

        public Fold Accumulator { get; } = accumulator;

        /// <summary>Only binds a name to a value (sortBy, optMap): the range is empty.</summary>
        public bool IsBinding => Range is List { Elements.Count: 0 } && Accumulator.Condition is Literal { Value: false };
    }

    /// <summary>One key and value; with <paramref name="Optional"/> the value is an optional and may add nothing.</summary>
    public sealed record Entry(Expr Key, Expr Value, bool Optional);

    public sealed record Fold(string Name, Expr Init, Expr Condition, Expr Step, Expr Result);
}
