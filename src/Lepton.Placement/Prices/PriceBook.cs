using System.Reflection;

namespace Lepton.Placement.Prices;

/// <summary>Prices of instances by provider, region and type. Names are compared without regard to case.</summary>
public sealed class PriceBook
{
    private const string BuiltInFile = "gpu-prices.csv";

    private static readonly Lazy<PriceBook> BuiltInBook = new(LoadBuiltIn);

    private readonly Dictionary<string, List<PriceRow>> _byInstance = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<PriceRow>> _byGpu = new(StringComparer.OrdinalIgnoreCase);

    internal PriceBook(IReadOnlyList<PriceRow> rows, string name)
    {
        Rows = rows;
        Name = name;
        foreach (var row in rows)
        {
            if (row.InstanceType.Length > 0)
            {
                Add(_byInstance, row.InstanceType, row);
            }

            if (row.GpuModel.Length > 0)
            {
                Add(_byGpu, row.GpuModel, row);
            }
        }

        GpuModels = rows.Select(r => r.GpuModel).Where(g => g.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>Public list prices that ship with the program; each row names its source and date. Not a live quote.</summary>
    public static PriceBook BuiltIn => BuiltInBook.Value;

    /// <summary>The file it was read from.</summary>
    public string Name { get; }

    public IReadOnlyList<PriceRow> Rows { get; }

    /// <summary>The GPU names the book knows, sorted.</summary>
    public IReadOnlyList<string> GpuModels { get; }

    /// <summary>Reads a book. Rows with a mistake are left out and reported, the rest can be used.</summary>
    /// <param name="fileName">What messages call it, such as <c>ConfigMap team/prices key aws.csv</c>.</param>
    public static PriceBookParseResult Parse(string text, string fileName) => new PriceBookParser(text, fileName).Parse();

    /// <summary>The row of an instance type; one that names provider and region goes before one that leaves them open. Null if unknown.</summary>
    public PriceRow? FindInstance(string provider, string region, string instanceType) =>
        _byInstance.TryGetValue(instanceType, out var rows) ? Best(Matching(rows, provider, region), r => -Precision(r)) : null;

    /// <summary>
    /// The cheapest row per GPU of an accelerator, among instances with exactly that many GPUs if there are any with a price, else among all sizes
    /// (clouds charge GPUs of one type nearly alike in all sizes). Null if no price is known.
    /// </summary>
    public PriceRow? FindAccelerator(string provider, string region, string accelerator, int gpuCount, CapacityType capacityType)
    {
        if (!_byGpu.TryGetValue(accelerator, out var rows))
        {
            return null;
        }

        var priced = Matching(rows, provider, region).Where(r => r.Hourly(capacityType) is not null).ToList();
        var local = priced.Where(r => r.Region.Length > 0).ToList();
        priced = local.Count > 0 ? local : priced;
        var sameSize = priced.Where(r => r.GpuCount == gpuCount).ToList();
        return Best(sameSize.Count > 0 ? sameSize : priced, r => r.Hourly(capacityType)!.Value / r.GpuCount);
    }

    private static void Add(Dictionary<string, List<PriceRow>> index, string key, PriceRow row)
    {
        if (!index.TryGetValue(key, out var rows))
        {
            index[key] = rows = [];
        }

        rows.Add(row);
    }

    private static IEnumerable<PriceRow> Matching(List<PriceRow> rows, string provider, string region) =>
        rows.Where(r => Matches(r.Provider, provider) && Matches(r.Region, region));

    private static bool Matches(string have, string want) => have.Length == 0 || have.Equals(want, StringComparison.OrdinalIgnoreCase);

    private static int Precision(PriceRow row) => (row.Provider.Length > 0 ? 1 : 0) + (row.Region.Length > 0 ? 2 : 0);

    private static PriceRow? Best(IEnumerable<PriceRow> rows, Func<PriceRow, double> key) => rows.MinBy(r => (key(r), r.Line));

    private static PriceBook LoadBuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(BuiltInFile)
            ?? throw new InvalidOperationException($"The assembly was built without its price book {BuiltInFile}.");
        using var reader = new StreamReader(stream);
        var result = Parse(reader.ReadToEnd(), BuiltInFile);
        return result.Ok ? result.Book : throw new InvalidOperationException(string.Join(Environment.NewLine, result.Errors));
    }
}
