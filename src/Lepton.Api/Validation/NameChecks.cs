using Lepton.Api.Accelerators;

namespace Lepton.Api.Validation;

/// <summary>Rules on names.</summary>
internal static class NameChecks
{
    public static bool IsDnsLabel(string? name, int max = 63) =>
        name is { Length: > 0 } && name.Length <= max && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-' && name[^1] != '-';

    public static bool IsDnsSubdomain(string? name) => name is { Length: > 0 and <= 253 } && name.Split('.').All(part => IsDnsLabel(part));

    /// <summary>A label's value: letters, digits, dash, underscore and dot, at most 63.</summary>
    public static bool IsLabelValue(string value) => value.Length == 0 || (value.Length <= 63 && IsWord(value));

    /// <summary>A label's key: a name, or domain/name.</summary>
    public static bool IsLabelKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var name = key[(slash + 1)..];
        return name is { Length: > 0 and <= 63 } && IsWord(name) && (slash < 0 || IsDnsSubdomain(key[..slash]));
    }

    public static void DnsLabel(this Checks checks, string field, string? name, int max = 63) =>
        checks.That(IsDnsLabel(name, max), field, name, $"lower case letters, digits and dashes, at most {max}, a letter or digit at both ends");

    public static void DnsSubdomain(this Checks checks, string field, string? name) =>
        checks.That(IsDnsSubdomain(name), field, name, "lower case letters, digits, dashes and dots, at most 253");

    public static void Labels(this Checks checks, string field, IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var (key, value) in labels ?? new Dictionary<string, string>())
        {
            checks.That(IsLabelKey(key), $"{field}[{key}]", key, "a label's key: a name of letters, digits, dashes, underscores and dots, at most 63, perhaps with a domain and a slash before it");
            checks.That(IsLabelValue(value), $"{field}[{key}]", value, "a label's value: letters, digits, dashes, underscores and dots, at most 63");
        }
    }

    /// <summary>A GPU must be known; otherwise the error lists those that are and the nearest.</summary>
    public static void KnownAccelerator(this Checks checks, string field, string name, string otherwise = "")
    {
        if (AcceleratorCatalog.TryGet(name) is not null)
            return;
        var nearest = AcceleratorCatalog.Nearest(name);
        checks.Add(field, name, $"{(nearest is null ? "a known GPU" : $"{nearest} (the nearest known GPU)")}{otherwise}; known are {string.Join(", ", AcceleratorCatalog.Names)}");
    }

    /// <summary>A known GPU, or the extended resource of another device. A GPU's own resource does not tell its type.</summary>
    public static void KnownDevice(this Checks checks, string field, string name)
    {
        if (!DeviceResources.IsResource(name))
            checks.KnownAccelerator(field, name, ", or an extended resource for another device");
        else if (AcceleratorCatalog.ResourceNames.Contains(name))
            checks.Add(field, name, $"the GPU's name instead of its resource; known are {string.Join(", ", AcceleratorCatalog.Names)}");
        else
            checks.That(IsLabelKey(name), field, name, "an extended resource, such as xilinx.com/fpga");
    }

    private static bool IsWord(string text) =>
        char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
