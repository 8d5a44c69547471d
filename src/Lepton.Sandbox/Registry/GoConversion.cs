using System.Text.RegularExpressions;

namespace Lepton.Sandbox.Registry;

/// <summary>What Go's converter from untyped objects, which reads the result of a strategic merge, says of values that do not fit.</summary>
internal static partial class GoConversion
{
    /// <param name="problem">What the JSON decoder says of the same value.</param>
    public static string Reword(string problem)
    {
        if (Mismatch().Match(problem) is not { Success: true } match)
            return problem;
        var (found, wanted) = (match.Groups["found"].Value, match.Groups["wanted"].Value);
        if (wanted.StartsWith("[]", StringComparison.Ordinal))
            return $"cannot restore slice from {found}";
        if (wanted.StartsWith("map[", StringComparison.Ordinal))
            return $"cannot restore map from {found}";
        return wanted.Contains('.') ? $"cannot restore struct from: {found}" : $"unrecognized type: {wanted}";
    }

    [GeneratedRegex(@"^json: cannot unmarshal (?<found>\w+) into Go struct field \S+ of type (?<wanted>\S+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Mismatch();
}
