using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Operator.Members.Profiles;

/// <summary>One way of getting credentials that the operator's own configuration allows for ClusterProfiles.</summary>
/// <param name="Name">As <c>status.accessProviders[].name</c> of a profile has it.</param>
/// <param name="Exec">The exec plugin, as in a kubeconfig.</param>
/// <param name="AppendArguments">A profile may add arguments.</param>
/// <param name="Environment">Whether a profile may add variables of the environment, or replace them.</param>
internal sealed record ProfileProvider(string Name, JsonObject Exec, bool AppendArguments, ProfileEnvironment Environment);

/// <summary>What becomes of variables that a profile names (KEP-5339).</summary>
internal enum ProfileEnvironment
{
    Ignore,
    AppendIfNotExists,
    Replace,
}

/// <summary>
/// The file that lists them, in the format of the SIG's own library (<c>--clusterprofile-provider-file</c> of sigs.k8s.io/cluster-inventory-api, <c>pkg/access</c>). It is the allow-list: a profile names a
/// provider, never a program.
/// </summary>
internal static class ProfileProviders
{
    /// <exception cref="FormatException">The file cannot be read; names the field, what was found and what would be right.</exception>
    public static IReadOnlyList<ProfileProvider> Read(string file)
    {
        JsonNode? document;
        try
        {
            document = JsonNode.Parse(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new FormatException($"{file}: {e.Message}", e);
        }

        if ((document as JsonObject)?["providers"] is not JsonArray { Count: > 0 } providers)
            throw new FormatException($"{file}: providers: expected a list with at least one");
        return [.. providers.Select((provider, i) => Provider(file, $"providers[{i}]", provider as JsonObject))];
    }

    private static ProfileProvider Provider(string file, string field, JsonObject? provider)
    {
        if (Text(provider?["name"]) is not { Length: > 0 } name)
            throw new FormatException($"{file}: {field}.name: expected a name as profiles have it in status.accessProviders");
        if (provider!["execConfig"] is not JsonObject exec || Text(exec["command"]) is not { Length: > 0 })
            throw new FormatException($"{file}: {field}.execConfig.command: expected the program that prints credentials");
        return new ProfileProvider(
            name, exec, Word(file, $"{field}.profileSourcedCLIArgsPolicy", provider["profileSourcedCLIArgsPolicy"], "Ignore", "Append") == "Append",
            Enum.Parse<ProfileEnvironment>(Word(file, $"{field}.profileSourcedEnvVarsPolicy", provider["profileSourcedEnvVarsPolicy"], "Ignore", "AppendIfNotExists", "Replace")));
    }

    private static string Word(string file, string field, JsonNode? value, params string[] words)
    {
        if (value is null || Text(value) is "")
            return words[0];
        return Text(value) is { } word && words.Contains(word, StringComparer.Ordinal) ? word : throw new FormatException($"{file}: {field}: found {value.ToJsonString()}, expected one of {string.Join(", ", words)}");
    }

    private static string? Text(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var read) ? read : null;
}
