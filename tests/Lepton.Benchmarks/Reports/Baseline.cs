using System.Text.Json;

namespace Lepton.Benchmarks.Reports;

/// <summary>The figures of an earlier run, in a file that is kept with the code.</summary>
internal sealed class Baseline
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };
    private readonly string _file;
    private readonly SortedDictionary<string, double> _figures;

    private Baseline(string file, SortedDictionary<string, double> figures) => (_file, _figures) = (file, figures);

    /// <summary>An absent file is an empty baseline.</summary>
    /// <exception cref="JsonException">The file is no JSON object of names and numbers.</exception>
    public static Baseline Load(string file) => new(
        file,
        new SortedDictionary<string, double>(
            File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(file)) ?? [] : [], StringComparer.Ordinal));

    public double? this[string name] => _figures.TryGetValue(name, out var value) ? value : null;

    /// <summary>Takes these figures over; those of other runs stay.</summary>
    public void Save(IEnumerable<Figure> figures)
    {
        foreach (var figure in figures)
            _figures[figure.Name] = Math.Round(figure.Value, figure.Value < 10 ? 3 : 1);
        File.WriteAllText(_file, JsonSerializer.Serialize(_figures, Json) + "\n");
    }
}
