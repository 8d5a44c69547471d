namespace Lepton.Sandbox.BuiltinSchemas.Pods;

/// <summary>Names of ports (IANA service names).</summary>
internal static class PortNames
{
    public static IEnumerable<string> Problems(string name)
    {
        if (name.Length > 15)
            yield return "must be no more than 15 characters";
        if (name.Any(c => !(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
            yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        if (!name.Any(char.IsAsciiLetterLower))
            yield return "must contain at least one letter (a-z)";
        if (name.Contains("--", StringComparison.Ordinal))
            yield return "must not contain consecutive hyphens";
        if (name.StartsWith('-') || name.EndsWith('-'))
            yield return "must not begin or end with a hyphen";
    }
}
