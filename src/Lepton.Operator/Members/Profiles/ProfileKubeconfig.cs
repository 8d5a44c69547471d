using System.Text;
using System.Text.Json.Nodes;

namespace Lepton.Operator.Members.Profiles;

/// <summary>
/// Makes a kubeconfig of what a ClusterProfile says of its cluster and of what the operator's configuration says of the provider, as <c>BuildConfigFromCP</c> of the SIG's library does: server and
/// authority from the profile, the program from the configuration.
/// </summary>
internal static class ProfileKubeconfig
{
    private const string ExecExtension = "client.authentication.k8s.io/exec";
    private const string ArgumentsExtension = "clusterprofiles.multicluster.x-k8s.io/exec/additional-args";
    private const string EnvironmentExtension = "clusterprofiles.multicluster.x-k8s.io/exec/additional-envs";

    /// <summary>Skipping the verification is left out on purpose, as the library does: a profile cannot weaken it.</summary>
    private static readonly string[] ClusterFields = ["server", "certificate-authority", "certificate-authority-data", "tls-server-name", "proxy-url"];

    /// <summary>Names of the providers that a profile offers.</summary>
    public static IReadOnlyList<string> Offered(JsonObject profile) => [.. Accessors(profile).Keys.Order(StringComparer.Ordinal)];

    /// <returns>The first of the providers that the profile offers, with the kubeconfig; null when it offers none of them.</returns>
    /// <exception cref="FormatException">An extension of the profile cannot be read; names the field.</exception>
    public static (ProfileProvider Provider, byte[] Kubeconfig)? Create(JsonObject profile, IReadOnlyList<ProfileProvider> providers)
    {
        var offered = Accessors(profile);
        if (providers.FirstOrDefault(p => offered.ContainsKey(p.Name)) is not { } provider)
            return null;
        var accessor = offered[provider.Name];
        var kubeconfig = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["current-context"] = "profile",
            ["clusters"] = new JsonArray(new JsonObject { ["name"] = "profile", ["cluster"] = Cluster(accessor) }),
            ["users"] = new JsonArray(new JsonObject { ["name"] = provider.Name, ["user"] = new JsonObject { ["exec"] = Exec(provider, accessor) } }),
            ["contexts"] = new JsonArray(new JsonObject { ["name"] = "profile", ["context"] = new JsonObject { ["cluster"] = "profile", ["user"] = provider.Name } }),
        };
        return (provider, Encoding.UTF8.GetBytes(kubeconfig.ToJsonString()));
    }

    /// <summary>By name; the field's older name (<c>credentialProviders</c>) is read too, and the newer one wins.</summary>
    private static Dictionary<string, JsonObject> Accessors(JsonObject profile)
    {
        var accessors = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var field in new[] { "credentialProviders", "accessProviders" })
        {
            foreach (var accessor in (profile["status"]?[field] as JsonArray ?? []).OfType<JsonObject>())
            {
                if ((string?)accessor["name"] is { Length: > 0 } name)
                    accessors[name] = accessor["cluster"] as JsonObject ?? [];
            }
        }

        return accessors;
    }

    private static JsonObject Cluster(JsonObject accessor)
    {
        var cluster = new JsonObject();
        foreach (var field in ClusterFields)
        {
            if (accessor[field] is { } value)
                cluster[field] = value.DeepClone();
        }

        if (Extension(accessor, ExecExtension) is { } forPlugin)
            cluster["extensions"] = new JsonArray(new JsonObject { ["name"] = ExecExtension, ["extension"] = forPlugin.DeepClone() });
        return cluster;
    }

    private static JsonObject Exec(ProfileProvider provider, JsonObject accessor)
    {
        var exec = (JsonObject)provider.Exec.DeepClone();
        exec["interactiveMode"] = "Never";
        exec.Remove("InteractiveMode");
        exec["apiVersion"] ??= "client.authentication.k8s.io/v1";
        if (provider.AppendArguments && Extension(accessor, ArgumentsExtension) is { } arguments)
        {
            if (arguments is not JsonArray list || list.Any(a => a?.GetValueKind() != System.Text.Json.JsonValueKind.String))
                throw new FormatException($"extension {ArgumentsExtension}: found {arguments.ToJsonString()}, expected a list of texts");
            exec["args"] = new JsonArray([.. (exec["args"] as JsonArray ?? []).Select(a => a?.DeepClone()), .. list.Select(a => a!.DeepClone())]);
        }

        if (provider.Environment != ProfileEnvironment.Ignore && Extension(accessor, EnvironmentExtension) is { } variables)
            exec["env"] = Environment(provider, variables, exec["env"] as JsonArray ?? []);
        return exec;
    }

    private static JsonArray Environment(ProfileProvider provider, JsonNode variables, JsonArray own)
    {
        if (variables is not JsonObject map || map.Any(v => v.Value?.GetValueKind() != System.Text.Json.JsonValueKind.String))
            throw new FormatException($"extension {EnvironmentExtension}: expected texts by name");
        var all = own.OfType<JsonObject>().ToDictionary(v => (string)v["name"]!, v => (string?)v["value"], StringComparer.Ordinal);
        foreach (var (name, value) in map)
        {
            if (provider.Environment == ProfileEnvironment.Replace || !all.ContainsKey(name))
                all[name] = (string?)value;
        }

        return new JsonArray([.. all.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new JsonObject { ["name"] = v.Key, ["value"] = v.Value })]);
    }

    private static JsonNode? Extension(JsonObject accessor, string name) =>
        (accessor["extensions"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(e => (string?)e["name"] == name)?["extension"];
}
