using System.Globalization;

namespace Lepton.Placement.Prices;

/// <summary>Reads one row of a price book, adding to the errors what is wrong with it.</summary>
internal sealed class PriceRowReader(string file, int line, string[] header, string[] fields, List<PriceBookError> errors)
{
    /// <summary>No instance costs this much in an hour: such a number is a price per month, or a slip.</summary>
    internal const double AbsurdHourly = 100_000;

    internal PriceRow Read()
    {
        var row = new PriceRow
        {
            Provider = Text(PriceColumns.Provider),
            Region = Text(PriceColumns.Region) is "*" ? "" : Text(PriceColumns.Region),
            InstanceType = Text(PriceColumns.InstanceType),
            GpuModel = Text(PriceColumns.GpuModel),
            GpuCount = Count(),
            GpuMemoryGiB = Number(PriceColumns.GpuMemory, double.MaxValue),
            Vcpus = Number(PriceColumns.Vcpus, double.MaxValue),
            MemoryGiB = Number(PriceColumns.Memory, double.MaxValue),
            OnDemandHourly = Number(PriceColumns.OnDemand, AbsurdHourly),
            SpotHourly = Number(PriceColumns.Spot, AbsurdHourly),
            SpotBasis = Text(PriceColumns.SpotBasis),
            Source = Text(PriceColumns.Source),
            Date = Text(PriceColumns.Date),
            SpotSource = Text(PriceColumns.SpotSource),
            SpotDate = Text(PriceColumns.SpotDate),
            Line = line,
        };
        CheckWhole(row);
        return row;
    }

    private void CheckWhole(PriceRow row)
    {
        if (row.InstanceType.Length == 0 && row.GpuModel.Length == 0)
        {
            Error(PriceColumns.InstanceType, "neither an instance type nor a GPU model", "at least one of them");
        }

        if (Text(PriceColumns.OnDemand).Length == 0 && Text(PriceColumns.Spot).Length == 0)
        {
            Error(PriceColumns.OnDemand, "no price", $"a price in {PriceColumns.OnDemand} or {PriceColumns.Spot} (an unknown price is a row left out)");
        }
    }

    private int Count()
    {
        var text = Text(PriceColumns.GpuCount);
        var hasGpu = Text(PriceColumns.GpuModel).Length > 0;
        if (text.Length == 0)
        {
            return hasGpu ? 1 : 0;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 1024)
        {
            Error(PriceColumns.GpuCount, PriceBookParser.Quote(text), "a whole number from 0 to 1024");
            return 0;
        }

        if (hasGpu && count == 0)
        {
            Error(PriceColumns.GpuCount, "0 beside a GPU model", "at least 1");
        }
        else if (!hasGpu && count > 0)
        {
            Error(PriceColumns.GpuModel, $"no GPU model beside {count} GPUs", "the GPU's name");
        }

        return count;
    }

    private double? Number(string column, double most)
    {
        var text = Text(column);
        if (text.Length == 0)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && value < most)
        {
            return value;
        }

        var range = most < double.MaxValue ? $"a number above 0 and below {most.ToString(CultureInfo.InvariantCulture)} in dollars per hour, or nothing if unknown" : "a number above 0, or nothing if unknown";
        Error(column, PriceBookParser.Quote(text), range);
        return null;
    }

    private string Text(string column)
    {
        var index = Array.IndexOf(header, column);
        return index < 0 ? "" : fields[index];
    }

    private void Error(string column, string found, string expected) =>
        errors.Add(new PriceBookError(file, line, Array.IndexOf(header, column) + 1, column, found, expected));
}
