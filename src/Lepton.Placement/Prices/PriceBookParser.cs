using CsvHelper;

namespace Lepton.Placement.Prices;

/// <summary>Reads a price book row by row; every mistake is collected, none stops the reading.</summary>
internal sealed class PriceBookParser(string text, string file)
{
    private readonly List<PriceBookError> _errors = [];
    private readonly List<PriceRow> _rows = [];
    private readonly Dictionary<(string Provider, string Region, string InstanceType, string Gpu, int Count), int> _seen = [];
    private string[] _header = [];

    internal PriceBookParseResult Parse()
    {
        var options = new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            CommentPrefix = '#',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = bad => _errors.Add(new(file, (int)bad.LineNumber, 0, "", Quote(bad.RawRecord), "quotes only around a whole field, doubled inside it")),
        };
        using var reader = CsvReader.FromText(text, options);
        if (!reader.Read())
        {
            _errors.Add(new(file, 1, 0, "", "an empty file", $"a header line with {PriceColumns.OnDemand} and {PriceColumns.InstanceType} or {PriceColumns.GpuModel}"));
        }
        else if (ReadHeader(reader))
        {
            ReadRows(reader);
        }

        return new PriceBookParseResult(new PriceBook(_rows, file), _errors);
    }

    private bool ReadHeader(CsvReader reader)
    {
        _header = reader.Current.ToArray().Select(h => h.ToLowerInvariant()).ToArray();
        var before = _errors.Count;
        for (var i = 0; i < _header.Length; i++)
        {
            if (!PriceColumns.Known.Contains(_header[i]))
            {
                var nearest = Nearest.Of(_header[i], PriceColumns.Known);
                _errors.Add(new(file, (int)reader.LineNumber, i + 1, _header[i], Quote(_header[i]), nearest is null ? $"one of {string.Join(", ", PriceColumns.Known)}" : $"a known column, perhaps {nearest}"));
            }
            else if (Array.IndexOf(_header, _header[i]) < i)
            {
                _errors.Add(new(file, (int)reader.LineNumber, i + 1, _header[i], "the column a second time", "each column once"));
            }
        }

        if (!_header.Contains(PriceColumns.OnDemand) && !_header.Contains(PriceColumns.Spot))
        {
            _errors.Add(new(file, (int)reader.LineNumber, 0, "", "a header without a price", $"a column {PriceColumns.OnDemand} or {PriceColumns.Spot}"));
        }

        if (!_header.Contains(PriceColumns.InstanceType) && !_header.Contains(PriceColumns.GpuModel))
        {
            _errors.Add(new(file, (int)reader.LineNumber, 0, "", "a header without a key", $"a column {PriceColumns.InstanceType} or {PriceColumns.GpuModel}"));
        }

        return _errors.Count == before;
    }

    private void ReadRows(CsvReader reader)
    {
        while (reader.Read())
        {
            var fields = reader.Current.ToArray();
            var before = _errors.Count;
            if (fields.Length != _header.Length)
            {
                _errors.Add(new(file, (int)reader.LineNumber, 0, "", $"{fields.Length} fields", $"{_header.Length}, as in the header"));
                continue;
            }

            var row = new PriceRowReader(file, (int)reader.LineNumber, _header, fields, _errors).Read();
            if (_errors.Count == before && IsNew(row))
            {
                _rows.Add(row);
            }
        }
    }

    private bool IsNew(PriceRow row)
    {
        var key = (row.Provider.ToLowerInvariant(), row.Region.ToLowerInvariant(), row.InstanceType.ToLowerInvariant(),
            row.InstanceType.Length == 0 ? row.GpuModel.ToLowerInvariant() : "", row.InstanceType.Length == 0 ? row.GpuCount : 0);
        if (_seen.TryAdd(key, row.Line))
        {
            return true;
        }

        var what = row.InstanceType.Length > 0 ? row.InstanceType : $"{row.GpuCount} x {row.GpuModel}";
        _errors.Add(new(file, row.Line, 0, "", $"a second price of {what} in region {Quote(row.Region)} (first on line {_seen[key]})", "one row per provider, region and instance type"));
        return false;
    }

    internal static string Quote(string? value) => $"\"{value}\"";
}
