using System.Globalization;
using Lepton.Benchmarks.EndToEnd;

namespace Lepton.Benchmarks.Runtime;

/// <summary>What <c>make bench</c> is asked to do.</summary>
internal sealed record RunOptions
{
    /// <summary>Names of suites; empty: all.</summary>
    public IReadOnlyList<string> Suites { get; init; } = [];

    /// <summary>Each figure is the median of so many runs.</summary>
    public int Repetitions { get; init; } = 3;

    public int Pods { get; init; } = 50_000;

    public bool SaveBaseline { get; init; }

    /// <summary>The program; what <c>make build</c> left, or else what was built beside the benchmarks.</summary>
    public string Operator { get; init; } = new[] { CheckedOut.PathOf("artifacts", "lepton-operator", "lepton-operator"), Path.Combine(AppContext.BaseDirectory, "lepton-operator") }
        .FirstOrDefault(File.Exists) ?? "";

    /// <exception cref="ArgumentException">An argument is unknown or has no value; names it.</exception>
    public static RunOptions Parse(IReadOnlyList<string> arguments, IEnumerable<string> suites)
    {
        var options = new RunOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            options = name switch
            {
                "--save-baseline" => options with { SaveBaseline = true },
                "--repetitions" => options with { Repetitions = Number(name, Next()) },
                "--pods" => options with { Pods = Number(name, Next()) },
                "--operator" => options with { Operator = Next() },
                _ when suites.Contains(name) => options with { Suites = [.. options.Suites, name] },
                _ => throw new ArgumentException($"{name}: expected {string.Join(", ", suites)}, --repetitions N, --pods N, --operator FILE or --save-baseline"),
            };

            string Next() => ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{name}: a value is expected after it");
        }

        return options;
    }

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new ArgumentException($"{name}: found \"{value}\", expected a whole number above zero");
}
