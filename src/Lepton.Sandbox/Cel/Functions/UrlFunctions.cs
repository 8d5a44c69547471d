using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Kubernetes' URL library.</summary>
internal static class UrlFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Function("url", "string_to_url", "string", "kubernetes.URL", args =>
            UrlValue.Parse((string)args[0]!, out var problem) ?? (object)new CelError("URL parse error during conversion from string: " + problem));
        table.Function("isURL", "is_url_string", "string", "bool", args => UrlValue.Parse((string)args[0]!, out _) is not null);
        Part(table, "getScheme", "url_get_scheme", url => url.Scheme);
        Part(table, "getHost", "url_get_host", url => url.Host);
        Part(table, "getHostname", "url_get_hostname", url => url.Hostname);
        Part(table, "getPort", "url_get_port", url => url.Port);
        Part(table, "getEscapedPath", "url_get_escaped_path", url => url.Path);
        table.Method("getQuery", "url_get_query", "kubernetes.URL", "map(string, list(string))", args => Query(((UrlValue)args[0]!).Query));
    }

    public static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static void Part(FunctionTable table, string name, string id, Func<UrlValue, string> part) =>
        table.Method(name, id, "kubernetes.URL", "string", args => part((UrlValue)args[0]!));

    private static CelDictionary Query(string query)
    {
        var map = new CelDictionary();
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => !pair.Contains(';', StringComparison.Ordinal)).Select(pair => pair.Split('=', 2));
        foreach (var group in pairs.GroupBy(pair => Decode(pair[0]), pair => pair.Length > 1 ? Decode(pair[1]) : ""))
            map.Add(group.Key, new CelArray(group));
        return map;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
