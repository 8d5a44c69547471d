using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Rules;

/// <summary>What a messageExpression gives: a message, or nothing usable, or an end to the validation.</summary>
/// <param name="Text">Null when the rule's plain message stands.</param>
/// <param name="Fatal">No further rule is run.</param>
internal readonly record struct RuleMessage(string? Text, string? Fatal, long Remaining)
{
    public static RuleMessage Of(Rule rule, IReadOnlyDictionary<string, object?> variables, long budget)
    {
        if (rule.Message is not { } program)
            return new RuleMessage(null, null, budget);
        var (value, cost) = program.Run(variables, RuleLimits.PerCall);
        if ((long)cost > budget)
            return new RuleMessage(null, "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run", -1);
        if (value is CelError { Message: "operation cancelled: actual cost limit exceeded" })
        {
            var source = Registry.GoQuote.Quote(rule.Source["messageExpression"]!.GetValue<string>());
            return new RuleMessage(null, "no further validation rules will be run due to call cost exceeds limit for messageExpression: " + source, -1);
        }

        return new RuleMessage(value is string text && IsUsable(text.Trim()) ? text.Trim() : null, null, budget - (long)cost);
    }

    private static bool IsUsable(string text) => text.Length > 0 && !text.Contains('\n', StringComparison.Ordinal) && System.Text.Encoding.UTF8.GetByteCount(text) <= RuleLimits.MessageSize;
}
