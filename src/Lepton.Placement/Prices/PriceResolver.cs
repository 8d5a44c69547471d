using System.Globalization;

namespace Lepton.Placement.Prices;

/// <summary>A price given by hand: dollars per GPU and hour.</summary>
public sealed record InlineGpuPrice(string Accelerator, CapacityType CapacityType, double PerGpuHour);

/// <summary>What a price is wanted for. Either the instance type or the accelerator may be unknown.</summary>
/// <param name="GpuCount">GPUs of the node.</param>
public sealed record PriceQuery(string Provider, string Region, string? InstanceType, string? Accelerator, int GpuCount, CapacityType CapacityType);

/// <summary>The answer: a price and where it comes from, or no price and why. An unknown price is never free.</summary>
/// <param name="PerNodeHour">$/h of the whole node, null if unknown.</param>
/// <param name="PerGpuHour">$/h of one GPU, null if unknown or the node has none.</param>
/// <param name="Source">Where the price comes from, with its date; or why there is none.</param>
public sealed record PriceAnswer(double? PerNodeHour, double? PerGpuHour, string Source)
{
    public bool Known => PerNodeHour is not null || PerGpuHour is not null;
}

/// <summary>Inline prices win over the given book, which wins over the built-in book.</summary>
public sealed class PriceResolver
{
    private readonly IReadOnlyList<InlineGpuPrice> _inline;
    private readonly IReadOnlyList<PriceBook> _books;

    /// <param name="book">The provider's own book, or null.</param>
    /// <param name="builtIn">Consulted last; null for none.</param>
    public PriceResolver(IReadOnlyList<InlineGpuPrice> inline, PriceBook? book, PriceBook? builtIn)
    {
        _inline = inline;
        _books = new[] { book, builtIn }.OfType<PriceBook>().ToList();
    }

    public PriceAnswer Resolve(PriceQuery query)
    {
        var inline = _inline.FirstOrDefault(p => p.CapacityType == query.CapacityType && Same(p.Accelerator, query.Accelerator));
        if (inline is not null)
        {
            return FromInline(inline, query);
        }

        foreach (var book in _books)
        {
            if (FromBook(book, query) is { } answer)
            {
                return answer;
            }
        }

        return new PriceAnswer(null, null, Unknown(query));
    }

    private static PriceAnswer FromInline(InlineGpuPrice inline, PriceQuery query) =>
        double.IsFinite(inline.PerGpuHour) && inline.PerGpuHour is > 0 and < PriceRowReader.AbsurdHourly
            ? new PriceAnswer(query.GpuCount > 0 ? inline.PerGpuHour * query.GpuCount : null, inline.PerGpuHour, "inline price")
            : new PriceAnswer(null, null, string.Create(CultureInfo.InvariantCulture,
                $"the inline price of {inline.Accelerator} {inline.CapacityType} is {inline.PerGpuHour}; a number above 0 and below {PriceRowReader.AbsurdHourly} in dollars per GPU and hour would be right"));

    private static PriceAnswer? FromBook(PriceBook book, PriceQuery query)
    {
        var row = query.InstanceType is { Length: > 0 } type ? book.FindInstance(query.Provider, query.Region, type) : null;
        if (row?.Hourly(query.CapacityType) is null)
        {
            row = query.Accelerator is { Length: > 0 } gpu ? book.FindAccelerator(query.Provider, query.Region, gpu, query.GpuCount, query.CapacityType) : null;
        }

        if (row?.Hourly(query.CapacityType) is not { } hourly)
        {
            return null;
        }

        var byType = Same(row.InstanceType, query.InstanceType);
        double? perGpu = row.GpuCount > 0 ? hourly / row.GpuCount : null;
        var perNode = byType || perGpu is null ? hourly : perGpu * query.GpuCount;
        return new PriceAnswer(perNode, perGpu, Describe(book, row, query.CapacityType));
    }

    private static string Describe(PriceBook book, PriceRow row, CapacityType capacityType)
    {
        var spot = capacityType == CapacityType.Spot && row.SpotSource.Length > 0;
        var (source, date) = spot ? (row.SpotSource, row.SpotDate) : (row.Source, row.Date);
        var basis = spot && row.SpotBasis.Length > 0 ? $", {row.SpotBasis}" : "";
        var from = source.Length > 0 ? $": {source}, {date}{basis}" : "";
        var what = row.InstanceType.Length > 0 ? row.InstanceType : $"{row.GpuCount} x {row.GpuModel}";
        return $"{book.Name} line {row.Line} ({what}){from}";
    }

    private string Unknown(PriceQuery query)
    {
        var what = string.Join(" / ", new[] { query.InstanceType, query.Accelerator }.Where(s => !string.IsNullOrEmpty(s)));
        var where = _books.Count == 0 ? "no price book" : string.Join(" and ", _books.Select(b => b.Name));
        var hint = query.Accelerator is { } gpu ? Hint(gpu) : "";
        return $"no {query.CapacityType} price of {(what.Length > 0 ? what : "a node without instance type")} at {query.Provider} in {query.Region}: not inline, not in {where}{hint}";
    }

    private string Hint(string gpu)
    {
        var known = _books.SelectMany(b => b.GpuModels).Distinct(StringComparer.Ordinal).ToList();
        return known.Contains(gpu, StringComparer.OrdinalIgnoreCase) || Nearest.Of(gpu, known) is not { } near ? "" : $"; did you mean {near}?";
    }

    private static bool Same(string a, string? b) => a.Length > 0 && a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
