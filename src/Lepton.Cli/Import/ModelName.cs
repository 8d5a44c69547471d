namespace Lepton.Cli.Import;

/// <summary>Names that models may have.</summary>
internal static class ModelName
{
    private const int MaxLength = 52;

    /// <summary>The name itself where it may be one; else the nearest that may.</summary>
    public static string Of(string name)
    {
        var text = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        if (text.Length == 0 || !char.IsAsciiLetter(text[0]))
            text = $"m-{text}".TrimEnd('-');
        return text.Length <= MaxLength ? text : text[..MaxLength].TrimEnd('-');
    }
}
