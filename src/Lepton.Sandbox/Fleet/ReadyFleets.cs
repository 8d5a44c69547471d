namespace Lepton.Sandbox.Fleet;

/// <summary>Fleets that come with the sandbox.</summary>
public static class ReadyFleets
{
    /// <summary>A hub and one member each on AWS, Azure and GCP, GPU nodes of several types: what the demo runs on.</summary>
    public const string ThreeClouds = "three-clouds";

    /// <summary>A hub and one small member.</summary>
    public const string OneSmall = "one-small";

    /// <summary>A hub and twenty members: three clouds in thirteen regions, four GPU clouds, a data centre and an edge site, with a month's load.</summary>
    public const string TwentyClusters = "twenty-clusters";

    public static IReadOnlyList<string> Names { get; } = [ThreeClouds, TwentyClusters, OneSmall];

    /// <exception cref="ArgumentException">There is no such fleet; the message names those there are.</exception>
    public static FleetDefinition Load(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
            throw new ArgumentException($"unknown fleet \"{name}\"{YamlSection.Hint(name, Names)}; ready fleets: {string.Join(", ", Names)}", nameof(name));
        return FleetFile.Parse(Yaml(name), name + ".yaml");
    }

    /// <summary>The LeptonModels and PlacementPolicies a ready fleet brings, as manifests; null when it brings none.</summary>
    public static string? Models(string name) => string.Equals(name, TwentyClusters, StringComparison.Ordinal) ? EmbeddedText.Read($"{name}.models.yaml") : null;

    /// <summary>The fleet as a file, to start an own one from.</summary>
    public static string Yaml(string name) => EmbeddedText.Read($"{name}.yaml");
}
