using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>The formats of strings that a server checks. Others are ignored, as there.</summary>
internal static partial class Formats
{
    private static readonly Dictionary<string, Func<string, bool>> Known = new(StringComparer.Ordinal)
    {
        ["date-time"] = text => text.Length >= 20 && text[10] is 'T' or 't' && Zone().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["date"] = text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["duration"] = text => Duration().IsMatch(text),
        ["uuid"] = text => Uuid().IsMatch(text),
        ["uuid3"] = text => Uuid().IsMatch(text) && text.Replace("-", "", StringComparison.Ordinal)[12] == '3',
        ["uuid4"] = text => Uuid().IsMatch(text) && text.Replace("-", "", StringComparison.Ordinal)[12] == '4',
        ["uuid5"] = text => Uuid().IsMatch(text) && text.Replace("-", "", StringComparison.Ordinal)[12] == '5',
        ["uri"] = text => Uri.TryCreate(text, UriKind.Absolute, out _) || text.StartsWith('/'),
        ["email"] = text => Email().IsMatch(text),
        ["hostname"] = text => text.Length <= 253 && Hostname().IsMatch(text),
        ["ipv4"] = text => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        ["ipv6"] = text => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6,
        ["cidr"] = text => IPNetwork.TryParse(text, out _),
        ["mac"] = text => Mac().IsMatch(text),
        ["byte"] = text => Convert.TryFromBase64String(text, new byte[(text.Length * 3 / 4) + 3], out _),
    };

    public static bool Fits(string format, string text) => !Known.TryGetValue(format, out var check) || check(text);

    [GeneratedRegex("(Z|z|[+-][0-9]{2}:[0-9]{2})\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Zone();

    [GeneratedRegex("^[+-]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+) ?(ns|us|µs|ms|s|m|h|d|w|(nano|micro|milli|)sec(ond)?s?|min(ute)?s?|h(ou)?rs?|days?|weeks?) ?)+\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();

    [GeneratedRegex("^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Uuid();

    [GeneratedRegex("^[^@\\s]+@[^@\\s]+\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Email();

    [GeneratedRegex("^([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)(\\.[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*\\.?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Hostname();

    [GeneratedRegex("^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Mac();
}
