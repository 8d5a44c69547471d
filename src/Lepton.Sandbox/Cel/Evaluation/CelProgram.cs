using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Costs;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Cel.Evaluation;

/// <summary>An expression that was parsed and checked, ready to run any number of times, on any thread.</summary>
internal sealed class CelProgram
{
    private readonly Expr _expression;

    private CelProgram(Expr expression, CelType result)
    {
        _expression = expression;
        Result = result;
    }

    /// <summary>The type of its value.</summary>
    public CelType Result { get; }

    /// <summary>Null, with the errors in cel-go's form, when the text is not an expression or does not fit the environment.</summary>
    public static CelProgram? Compile(string text, CelEnvironment environment, out string problems)
    {
        var issues = new Issues(text);
        try
        {
            var expression = Macros.Expand(Parser.Parse(text));
            var type = Checker.Check(expression, environment, issues);
            if (issues.Count == 0)
                LiteralChecks.Check(expression, issues);
            if (issues.Count == 0)
                Constants.Fold(expression);
            problems = issues.ToString();
            return issues.Count == 0 ? new CelProgram(expression, type) : null;
        }
        catch (SyntaxException e)
        {
            issues.Report(e.Position, e.Message);
            problems = issues.ToString();
            return null;
        }
    }

    /// <summary>Why it cannot be made ready to run: a constant regular expression that is none. Null when it can.</summary>
    public string? InstantiationProblem()
    {
        string? problem = null;
        ExprWalk.Visit(_expression, node =>
        {
            if (node is Expr.Call { Function: "find" or "findAll", Target: not null, Args: [Expr.Literal { Value: string pattern }, ..] } && Re2.TryCompile(pattern, out var why) is null)
                problem ??= why;
        });
        return problem;
    }

    /// <summary>Whether the expression uses a variable.</summary>
    public bool Uses(string variable)
    {
        var used = false;
        ExprWalk.Visit(_expression, node => used |= node is Expr.Ident ident && ident.Name == variable);
        return used;
    }

    /// <summary>The most it may cost, in cel-go's units.</summary>
    /// <param name="schema">Size of what a path into the variables leads to; null when it is not known.</param>
    public ulong EstimateCost(Func<IReadOnlyList<string>, Estimate?> schema) => CostEstimator.Of(_expression, schema).Max;

    /// <returns>The value, or a <see cref="CelError"/>, that of exceeding the limit among them.</returns>
    public CelOutcome Run(IReadOnlyDictionary<string, object?> variables, ulong costLimit)
    {
        var evaluator = new Evaluator(variables, costLimit);
        try
        {
            return new CelOutcome(evaluator.Evaluate(_expression), evaluator.Cost);
        }
        catch (CostLimitException e)
        {
            return new CelOutcome(new CelError(e.Message), evaluator.Cost);
        }
    }
}
