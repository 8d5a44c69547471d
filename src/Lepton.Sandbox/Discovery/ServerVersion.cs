using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Discovery;

/// <summary>Which Kubernetes a cluster of the sandbox stands for. Objects are checked and defaulted as the newest does, whatever an older one would not know yet of their fields.</summary>
/// <param name="GitVersion">Such as <c>v1.29.3</c>.</param>
/// <param name="Minor">29 of it.</param>
internal sealed record ServerVersion(string GitVersion, int Minor)
{
    public const string Newest = "v1.36.2";

    /// <summary>Watches that begin with all there is (feature gate WatchList): on by default in 1.32 and again since 1.34.</summary>
    public bool StreamsLists => Minor is 32 or >= 34;

    /// <exception cref="ArgumentException">It is no version of Kubernetes 1.</exception>
    public static ServerVersion Parse(string version)
    {
        if (version.Split('.') is ["v1", var minor, _, ..] && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new(version, number);
        throw new ArgumentException($"kubernetesVersion: found \"{version}\"; expected a version of Kubernetes such as {Newest}", nameof(version));
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["major"] = "1", ["minor"] = $"{Minor}" };
        // Since 1.31 servers also say whom they emulate.
        if (Minor >= 31)
        {
            json["emulationMajor"] = "1";
            json["emulationMinor"] = $"{Minor}";
            json["minCompatibilityMajor"] = "1";
            json["minCompatibilityMinor"] = $"{Minor - 1}";
        }

        json["gitVersion"] = GitVersion;
        json["gitCommit"] = "sandbox";
        json["gitTreeState"] = "clean";
        json["buildDate"] = "2026-01-01T00:00:00Z";
        json["goVersion"] = "go1.25";
        json["compiler"] = "gc";
        json["platform"] = "linux/amd64";
        return json;
    }
}
