using System.Globalization;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>What <c>e2e</c> is asked to do. Without kubeconfigs it runs against API servers of the sandbox in a process of their own.</summary>
internal sealed record BenchOptions
{
    public string Operator { get; init; } = "";

    public string? Hub { get; init; }

    /// <summary>Kubeconfig files by cluster.</summary>
    public IReadOnlyDictionary<string, string> Members { get; init; } = new Dictionary<string, string>();

    /// <summary>A command that makes the first member's API server die; for real clusters only.</summary>
    public string? Lose { get; init; }

    /// <summary><c>scale</c>: the table of peers, 500 models over three members. <c>steady</c>: 1,000 models, 20 members of 200 nodes and 2,000 pods.</summary>
    public string Scenario { get; init; } = "scale";

    public int Models { get; init; } = 500;

    public int IdleSeconds { get; init; } = 60;

    public bool SaveBaseline { get; init; }

    /// <exception cref="ArgumentException">An argument is unknown or has no value; names it.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name == "--save-baseline")
            {
                options = options with { SaveBaseline = true };
                continue;
            }

            var value = ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{name}: a value is expected after it");
            options = name switch
            {
                "--operator" => options with { Operator = value },
                "--hub" => options with { Hub = value },
                "--members" => options with { Members = Files(value) },
                "--lose" => options with { Lose = value },
                "--scenario" => options with { Scenario = value is "scale" or "steady" ? value : throw new ArgumentException($"--scenario: found \"{value}\", expected scale or steady") },
                "--models" => options with { Models = Number(name, value) },
                "--idle-seconds" => options with { IdleSeconds = Number(name, value) },
                _ => throw new ArgumentException($"{name}: expected --operator, --hub, --members, --lose, --scenario, --models, --idle-seconds or --save-baseline"),
            };
        }

        if (options.Hub is null && (options.Members.Count > 0 || options.Lose is not null))
            throw new ArgumentException("--members, --lose: expected with --hub, the kubeconfig of the hub they belong to");
        if (options.Hub is not null && options.Members.Count == 0)
            throw new ArgumentException("--hub: expected with --members name=file,…, the kubeconfigs of its members");
        foreach (var file in options.Members.Values.Prepend(options.Hub).Where(f => f is not null && !File.Exists(f)))
            throw new ArgumentException($"--hub, --members: found no file \"{file}\", expected kubeconfigs");
        return options;
    }

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new ArgumentException($"{name}: found \"{value}\", expected a whole number above zero");

    private static Dictionary<string, string> Files(string value) => value.Split(',').Select(part => part.Split('=', 2) is [var name, var file]
        ? (name, file)
        : throw new ArgumentException($"--members: found \"{part}\", expected name=file")).ToDictionary(StringComparer.Ordinal);
}
