namespace Lepton.Delivery.Tests.Helm;

/// <summary>A part of a template.</summary>
internal abstract record Node(int Line);

internal sealed record TextNode(int Line, string Text) : Node(Line);

internal sealed record ActionNode(int Line, Pipeline Pipeline) : Node(Line);

/// <summary><c>if</c> and <c>with</c>: the latter makes the value the dot.</summary>
internal sealed record IfNode(int Line, Pipeline Condition, bool SetsDot, IReadOnlyList<Node> Then, IReadOnlyList<Node> Else) : Node(Line);

internal sealed record RangeNode(int Line, Pipeline Over, IReadOnlyList<Node> Body, IReadOnlyList<Node> Else) : Node(Line);

/// <param name="Line">Of the action.</param>
/// <param name="Variables">Assigned: none, one, or for a range two.</param>
/// <param name="Declares">With <c>:=</c>: new in this scope.</param>
/// <param name="Commands">Each takes the result of the one before as its last argument.</param>
internal sealed record Pipeline(int Line, IReadOnlyList<string> Variables, bool Declares, IReadOnlyList<Command> Commands);

internal sealed record Command(IReadOnlyList<Operand> Words);

internal abstract record Operand;

internal sealed record Literal(object? Value) : Operand;

internal sealed record Function(string Name) : Operand;

/// <param name="Root">A variable, a pipeline in parentheses, or null for the dot.</param>
/// <param name="Fields">Looked up one in the other.</param>
internal sealed record Path(Operand? Root, IReadOnlyList<string> Fields) : Operand;

internal sealed record Variable(string Name) : Operand;

internal sealed record Nested(Pipeline Pipeline) : Operand;
