namespace Lepton.Kubernetes.Schema;

/// <summary>Which known name was probably meant.</summary>
public static class NearestName
{
    /// <summary>
    /// The known name with the least edit distance (Levenshtein, letter case ignored), of equals the one that shares more of its beginning;
    /// null when none is nearer than half of its letters.
    /// </summary>
    public static string? Of(string found, IEnumerable<string> known)
    {
        var wanted = found.ToUpperInvariant();
        return known.Select(name => (Name: name, Upper: name.ToUpperInvariant()))
            .Select(k => (k.Name, Distance: Distance(wanted, k.Upper), Common: CommonBeginning(wanted, k.Upper)))
            .Where(k => k.Distance <= Math.Max(1, Math.Max(found.Length, k.Name.Length) / 2))
            .OrderBy(k => k.Distance).ThenByDescending(k => k.Common).ThenBy(k => k.Name, StringComparer.Ordinal)
            .Select(k => k.Name).FirstOrDefault();
    }

    /// <summary>Edits (insert, delete, replace one character) that turn one text into the other; Wagner and Fischer's algorithm with one row.</summary>
    public static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[right.Length];
    }

    private static int CommonBeginning(string left, string right)
    {
        var length = 0;
        while (length < Math.Min(left.Length, right.Length) && left[length] == right[length])
            length++;
        return length;
    }
}
