using System.Globalization;
using System.Text.RegularExpressions;

namespace Lepton.Api.Accelerators;

/// <summary>What a product name says: a canonical GPU name, or why it gives none.</summary>
/// <param name="Problem">Why there is no name although the text is about a GPU (it is only a part of one).</param>
/// <param name="LeavesOpen">The text alone fits several types (A100 is 40 or 80 GB): something else decided.</param>
internal readonly record struct ProductReading(string? Name, string? Problem, bool LeavesOpen = false);

/// <summary>
/// Reads GPU types out of the names that drivers, clouds and device plugins give them: <c>NVIDIA-A100-SXM4-80GB</c>, <c>Tesla-T4</c>,
/// <c>nvidia-h100-mega-80gb</c>, <c>A100_NVLINK_80GB</c>, <c>AMD_Instinct_MI300X_OAM</c>, <c>gpu_8x_h100_sxm5</c> …
/// </summary>
internal static partial class ProductNames
{
    private static readonly ILookup<string, Accelerator> BySpelling = AcceleratorTable.Entries
        .SelectMany(e => e.Spellings, (e, spelling) => (Key: Squeeze(spelling), e.Accelerator))
        .OrderBy(e => e.Accelerator.MemoryGiB).ToLookup(e => e.Key, e => e.Accelerator, StringComparer.Ordinal);

    /// <summary>All spellings, longest first, so that A10G is not read as A10 nor RTX-6000-Ada as something shorter; a number may stand before (8xH100) and after (H100x8).</summary>
    private static readonly Regex Known = new(
        "(?<![a-z0-9])([0-9]+x?)?(?<name>"
        + string.Join('|', AcceleratorTable.Entries.SelectMany(e => e.Spellings).Distinct(StringComparer.Ordinal)
            .OrderByDescending(s => s.Length).ThenBy(s => s, StringComparer.Ordinal).Select(s => s.Replace("-", "-?", StringComparison.Ordinal)))
        + ")(ib|x[0-9]+)?(?![a-z0-9])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <param name="memoryGiB">Memory of one GPU, where something else tells it.</param>
    /// <param name="fallback">What to take when the name leaves two variants open; otherwise the one with less memory.</param>
    public static ProductReading Parse(string product, double? memoryGiB = null, string? fallback = null)
    {
        var text = Separators().Replace(product.Trim().ToLowerInvariant(), "-");
        if (Slice().IsMatch(text))
            return new ProductReading(null, "it is a MIG slice, not a whole GPU");
        if (text.EndsWith("-shared", StringComparison.Ordinal))
            return new ProductReading(null, "it is shared in time, not a whole GPU");
        if (Known.Match(text) is not { Success: true } match)
            return default;
        var variants = BySpelling[Squeeze(match.Groups["name"].Value)].ToList();
        var stated = StatedMemory(text);
        return VirtualPart(text, variants[0]) is { } part
            ? new ProductReading(null, part)
            : new ProductReading(Choose(variants, stated ?? memoryGiB, fallback).Name, null, variants.Count > 1 && stated is null);
    }

    private static Accelerator Choose(List<Accelerator> variants, double? memoryGiB, string? fallback) => memoryGiB is { } memory
        // Drivers and clouds state a little less or more than the name says (81559 MiB, 22888 MiB).
        ? variants.MinBy(a => Math.Abs(a.MemoryGiB - memory))!
        : variants.Find(a => a.Name == fallback) ?? variants[0];

    private static string Squeeze(string spelling) => spelling.Replace("-", "", StringComparison.Ordinal);

    private static double? StatedMemory(string text) => Memory().Match(text) is { Success: true } match
        ? double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    /// <summary>Virtual GPUs are called by their memory (A10-4Q); one with all of it is the whole GPU.</summary>
    private static string? VirtualPart(string text, Accelerator whole) =>
        VirtualGpu().Match(text) is { Success: true } match && int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) < whole.MemoryGiB
            ? "it is a virtual GPU with a part of the memory, not a whole GPU"
            : null;

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separators();

    [GeneratedRegex("-mig-[0-9]+g", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slice();

    [GeneratedRegex("(?<![0-9])(?<number>[0-9]{1,3})gb?(?![a-z0-9])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Memory();

    [GeneratedRegex("-(?<number>[0-9]{1,3})[qcab]$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VirtualGpu();
}
