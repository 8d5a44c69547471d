using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Evaluation;
using Lepton.Sandbox.Cel.Rules;
using Lepton.Sandbox.Cel.Schemas;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>Rules on typed objects, and what they cost: facts that Kubernetes' own tests of apiextensions state (schema/cel), as case files.</summary>
public sealed class SchemaRuleTests
{
    [Fact]
    public void Rules_hold_break_or_are_refused_as_on_a_server()
    {
        var failures = SchemaCases.Read("rules").SelectMany(group => group.Lines.Select(line => Failure(group, line))).OfType<string>().ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} fail:\n{string.Join('\n', failures)}");
    }

    [Fact]
    public void Evaluations_cost_what_they_cost_on_a_server() => AssertCosts("costs", (group, rule) => Run(group, rule, out var problem)?.Cost ?? throw new InvalidOperationException(problem));

    [Fact]
    public void Estimates_are_those_of_a_server() => AssertCosts("estimates", (group, rule) => Compile(group, rule).MaxCost);

    private static void AssertCosts(string file, Func<SchemaCases, string, ulong> cost)
    {
        var failures = new List<string>();
        foreach (var group in SchemaCases.Read(file))
        {
            foreach (var line in group.Lines)
            {
                var at = line.LastIndexOf(" ==> ", StringComparison.Ordinal);
                var (rule, wanted) = (line[..at], ulong.Parse(line[(at + 5)..], CultureInfo.InvariantCulture));
                try
                {
                    if (cost(group, rule) is var found && found != wanted)
                        failures.Add($"[{group.Name}] {rule}: {found} and not {wanted}");
                }
                catch (InvalidOperationException e)
                {
                    failures.Add($"[{group.Name}] {rule}: {e.Message}");
                }
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} fail:\n{string.Join('\n', failures)}");
    }

    private static string? Failure(SchemaCases group, string line)
    {
        var (rule, mark, wanted) = Split(line);
        var outcome = Run(group, rule, out var problem);
        var holds = mark switch
        {
            " ??> " => problem?.Contains(wanted, StringComparison.Ordinal) == true,
            " !!> " => outcome?.Value is CelError error ? error.Message.Contains(wanted, StringComparison.Ordinal) : outcome?.Value is false && wanted.StartsWith("failed rule", StringComparison.Ordinal),
            _ => outcome?.Value is true,
        };
        return holds ? null : $"[{group.Name}] {rule}\n    wanted{mark}{wanted}\n    got {problem ?? CelRunner.Show(outcome?.Value)}";
    }

    private static (string Rule, string Mark, string Wanted) Split(string line)
    {
        foreach (var mark in new[] { " ==> ", " !!> ", " ??> " })
        {
            if (line.LastIndexOf(mark, StringComparison.Ordinal) is var at and >= 0)
                return (line[..at], mark, line[(at + mark.Length)..]);
        }

        throw new InvalidOperationException($"a case without expectation: {line}");
    }

    private static Rule Compile(SchemaCases group, string rule)
    {
        var schema = group.With(rule);
        return RuleCompiler.Compile(schema, SchemaTypes.Of(schema, group.Root)!)[0];
    }

    private static CelOutcome? Run(SchemaCases group, string text, out string? problem)
    {
        var rule = Compile(group, text);
        problem = rule.Problem;
        if (rule.Program is null)
            return null;
        var schema = group.Root ? Identity.Add(group.With(text)) : group.With(text);
        var variables = new Dictionary<string, object?> { ["self"] = SchemaValues.Of(Numbers(group.Object), schema) };
        if (group.Old is not null)
            variables["oldSelf"] = SchemaValues.Of(Numbers(group.Old), schema);
        return rule.Program.Run(variables, RuleLimits.PerCall);
    }

    private static JsonNode? Numbers(JsonNode? node) => Lepton.Sandbox.Json.JsonTree.CloneNode(node);
}
