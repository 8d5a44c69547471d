using System.Globalization;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Futures;

/// <summary>
/// Loads and prices from CSV files. A load trace has the columns <c>hours,model,units_per_second</c>, a price trace
/// <c>hours,provider,region,accelerator,capacity_type,factor</c>; a first line with these names is required and says which of the two it is.
/// Each row holds until the next for the same model or market.
/// </summary>
internal sealed class Traces
{
    private const string LoadHeader = "hours,model,units_per_second";
    private const string PriceHeader = "hours,provider,region,accelerator,capacity_type,factor";

    private readonly SortedDictionary<string, List<LoadChange>> _loads = new(StringComparer.Ordinal);
    private readonly List<PriceChange> _prices = [];

    public static Traces None { get; } = new();

    public IReadOnlyList<PriceChange> Prices => _prices;

    public IEnumerable<string> Models => _loads.Keys;

    public IReadOnlyList<LoadChange>? LoadOf(string model) => _loads.GetValueOrDefault(model);

    /// <exception cref="TraceException">Every row that cannot be used, with file, line and column.</exception>
    public static Traces Read(IEnumerable<(string Name, string Text)> files)
    {
        var traces = new Traces();
        var errors = new List<string>();
        foreach (var (name, text) in files)
            traces.Add(name, text, errors);
        return errors.Count == 0 ? traces : throw new TraceException(errors);
    }

    private void Add(string file, string text, List<string> errors)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var header = lines.Count == 0 ? "" : lines[0].Trim();
        if (header is not (LoadHeader or PriceHeader))
        {
            errors.Add($"{file}:1:1: found \"{header}\"; expected the header {LoadHeader} or {PriceHeader}");
            return;
        }

        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].Length == 0 || lines[i].StartsWith('#'))
                continue;
            var row = new TraceRow(file, i + 1, lines[i], header, errors);
            if (header == LoadHeader)
                AddLoad(row);
            else
                AddPrice(row);
        }
    }

    private void AddLoad(TraceRow row)
    {
        if (row.Number("hours", 0) is not { } at || row.Text("model") is not { } model || row.Number("units_per_second", 0) is not { } units)
            return;
        if (model.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
            row.Error("model", $"found \"{model}\"; expected namespace/name");
        else if (_loads.TryGetValue(model, out var before) && before[^1].At > at)
            row.Error("hours", FormattableString.Invariant($"found {at} after {before[^1].At}; rows of a model must be in the order of time"));
        else
            (_loads.TryGetValue(model, out var list) ? list : _loads[model] = []).Add(new LoadChange(at, model, units));
    }

    private void AddPrice(TraceRow row)
    {
        if (row.Number("hours", 0) is not { } at || row.Text("provider") is not { } provider || row.Text("region") is not { } region
            || row.Text("accelerator") is not { } accelerator || row.Text("capacity_type") is not { } terms || row.Number("factor", 0.001) is not { } factor)
            return;
        if (terms.Length > 0 && !Enum.GetNames<NodeCapacityType>().Contains(terms, StringComparer.Ordinal))
        {
            row.Error("capacity_type", $"found \"{terms}\"; expected one of {string.Join(", ", Enum.GetNames<NodeCapacityType>())}, or nothing for all");
            return;
        }

        NodeCapacityType? capacity = terms.Length == 0 ? null : Enum.Parse<NodeCapacityType>(terms);
        _prices.Add(new PriceChange(at, $"trace/{provider}/{region}/{accelerator}/{terms}", provider, region, accelerator, capacity, factor));
    }
}

/// <summary>One line of a trace, read column by column; the first mistake is reported.</summary>
internal sealed class TraceRow(string file, int line, string text, string header, List<string> errors)
{
    private readonly string[] _names = header.Split(',');
    private readonly string[] _cells = text.Split(',');
    private bool _failed;

    public string? Text(string column)
    {
        if (_failed)
            return null;
        if (_cells.Length == _names.Length)
            return _cells[Array.IndexOf(_names, column)].Trim();
        _failed = true;
        errors.Add($"{file}:{line}:1: found {_cells.Length} columns; expected {_names.Length}: {header}");
        return null;
    }

    public double? Number(string column, double least)
    {
        if (Text(column) is not { } cell)
            return null;
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && double.IsFinite(value))
            return value;
        Error(column, string.Create(CultureInfo.InvariantCulture, $"found \"{cell}\"; expected a number of at least {least}"));
        return null;
    }

    public void Error(string column, string message)
    {
        _failed = true;
        var at = 1 + _cells.Take(Array.IndexOf(_names, column)).Sum(cell => cell.Length + 1);
        errors.Add($"{file}:{line}:{at}: {column}: {message}");
    }
}

/// <summary>Traces that cannot be used; one line for each mistake.</summary>
internal sealed class TraceException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
