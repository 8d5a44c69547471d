using System.Text.RegularExpressions;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Registry;

/// <summary>What names and label keys may look like, and the words a real server has for those that do not.</summary>
internal static partial class NameRules
{
    public const string SubdomainError =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    public const string LabelError =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedNameError =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValueError =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private static readonly HashSet<string> LabelNames = ["Namespace", "Service", "StatefulSet"];
    private static readonly HashSet<string> PathSegmentNames = ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"];

    /// <summary>The violations of an object's name.</summary>
    public static IEnumerable<string> Name(ResourceType type, string name)
    {
        if (!type.IsCustom && PathSegmentNames.Contains(type.Kind))
            return PathSegment(name);
        return !type.IsCustom && LabelNames.Contains(type.Kind) ? DnsLabel(name) : DnsSubdomain(name);
    }

    public static IEnumerable<string> DnsSubdomain(string name)
    {
        if (name.Length > 253)
            yield return "must be no more than 253 characters";
        if (!Subdomain().IsMatch(name))
            yield return SubdomainError;
    }

    public static IEnumerable<string> DnsLabel(string name)
    {
        if (name.Length > 63)
            yield return "must be no more than 63 characters";
        if (!Label().IsMatch(name))
            yield return name.Contains('.') && Subdomain().IsMatch(name) ? "must not contain dots" : LabelError;
    }

    /// <summary>The violations of a label or annotation key.</summary>
    public static IEnumerable<string> QualifiedName(string key)
    {
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            yield return "a valid label key must consist of" + QualifiedNameError["name part must consist of".Length..] + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }

        if (parts.Length == 2)
        {
            if (parts[0].Length == 0)
                yield return "prefix part must be non-empty";
            else
            {
                foreach (var error in DnsSubdomain(parts[0]))
                    yield return "prefix part " + error;
            }
        }

        var name = parts[^1];
        if (name.Length == 0)
            yield return "name part must be non-empty";
        else if (name.Length > 63)
            yield return "name part must be no more than 63 bytes";
        if (!QualifiedNamePart().IsMatch(name))
            yield return QualifiedNameError;
    }

    public static IEnumerable<string> LabelValue(string value)
    {
        if (value.Length > 63)
            yield return "must be no more than 63 bytes";
        if (!LabelValuePattern().IsMatch(value))
            yield return LabelValueError;
    }

    private static IEnumerable<string> PathSegment(string name)
    {
        if (name is "." or "..")
            yield return $"may not be '{name}'";
        foreach (var c in (char[])['/', '%'])
        {
            if (name.Contains(c))
                yield return $"may not contain '{c}'";
        }
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Subdomain();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    [GeneratedRegex("^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex QualifiedNamePart();

    [GeneratedRegex("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValuePattern();
}
