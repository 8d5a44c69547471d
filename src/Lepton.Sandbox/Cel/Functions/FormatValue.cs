using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>A named format of strings.</summary>
/// <param name="Problems">What is wrong with a string; nothing when it fits.</param>
/// <param name="PatternSize">Length of a pattern that would check it, for costs.</param>
internal sealed record FormatValue(string Name, Func<string, IEnumerable<string>> Problems, int PatternSize) : IExtensionValue
{
    private const string Label1035Error =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
        + "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    public static IReadOnlyDictionary<string, FormatValue> ByName { get; } = new Dictionary<string, FormatValue>(StringComparer.Ordinal)
    {
        ["dns1123Label"] = new("DNS1123Label", NameRules.DnsLabel, 30),
        ["dns1123Subdomain"] = new("DNS1123Subdomain", NameRules.DnsSubdomain, 60),
        ["dns1035Label"] = new("DNS1035Label", Label1035, 30),
        ["qualifiedName"] = new("QualifiedName", NameRules.QualifiedName, 60),
        ["dns1123LabelPrefix"] = new("DNS1123LabelPrefix", text => NameRules.DnsLabel(Completed(text)), 30),
        ["dns1123SubdomainPrefix"] = new("DNS1123SubdomainPrefix", text => NameRules.DnsSubdomain(Completed(text)), 60),
        ["dns1035LabelPrefix"] = new("DNS1035LabelPrefix", text => Label1035(Completed(text)), 30),
        ["labelValue"] = new("LabelValue", NameRules.LabelValue, 40),
        ["uri"] = new("URI", text => UrlValue.Parse(text, out var problem) is null ? [problem] : [], 1100),
        ["uuid"] = new("uuid", text => Schema("uuid", text, "does not match the UUID format"), 82),
        ["byte"] = new("byte", text => Schema("byte", text, "invalid base64"), 83),
        ["date"] = new("date", text => Schema("date", text, "invalid date"), 83),
        ["datetime"] = new("datetime", text => Schema("date-time", text, "invalid datetime"), 83),
    };

    public CelType Type => LibraryTypes.Format;

    public bool SameAs(IExtensionValue other) => other is FormatValue format && format.Name == Name;

    private static IEnumerable<string> Schema(string format, string text, string problem) => Formats.Fits(format, text) ? [] : [problem];

    /// <summary>A prefix may end with a dash: something will follow.</summary>
    private static string Completed(string prefix) => prefix.Length > 1 && prefix.EndsWith('-') ? prefix[..^2] + "a" : prefix;

    private static IEnumerable<string> Label1035(string text)
    {
        if (text.Length > 63)
            yield return "must be no more than 63 characters";
        var valid = text.Length > 0 && char.IsAsciiLetterLower(text[0]) && char.IsAsciiLetterOrDigit(text[^1]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (!valid)
            yield return Label1035Error;
    }
}
