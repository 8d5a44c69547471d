using System.Globalization;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>Completed indexes of a Job as text: <c>0-2,4</c>.</summary>
internal static class IndexRanges
{
    public static SortedSet<int> Parse(string? text)
    {
        var indexes = new SortedSet<int>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            for (var i = int.Parse(ends[0], CultureInfo.InvariantCulture); i <= int.Parse(ends[^1], CultureInfo.InvariantCulture); i++)
                indexes.Add(i);
        }

        return indexes;
    }

    /// <summary>Two in a row are listed (<c>0,1</c>), more become a range.</summary>
    public static string Format(SortedSet<int> indexes)
    {
        var parts = new List<string>();
        var all = indexes.ToArray();
        for (var i = 0; i < all.Length;)
        {
            var end = i;
            while (end + 1 < all.Length && all[end + 1] == all[end] + 1)
                end++;
            parts.Add(end == i ? $"{all[i]}" : end == i + 1 ? $"{all[i]},{all[end]}" : $"{all[i]}-{all[end]}");
            i = end + 1;
        }

        return string.Join(',', parts);
    }
}
