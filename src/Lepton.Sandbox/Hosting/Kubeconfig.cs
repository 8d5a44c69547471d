using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Hosting;

/// <summary>Writes kubeconfigs.</summary>
internal static class Kubeconfig
{
    public static string Yaml(string cluster, Uri server, string authorityPem, string user, JsonObject credential, string @namespace = "default") => YamlEncoder.Encode(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["clusters"] = new JsonArray(new JsonObject
        {
            ["name"] = cluster,
            ["cluster"] = new JsonObject { ["server"] = server.ToString().TrimEnd('/'), ["certificate-authority-data"] = Base64(authorityPem) },
        }),
        ["users"] = new JsonArray(new JsonObject { ["name"] = user, ["user"] = credential }),
        ["contexts"] = new JsonArray(new JsonObject
        {
            ["name"] = cluster,
            ["context"] = new JsonObject { ["cluster"] = cluster, ["user"] = user, ["namespace"] = @namespace },
        }),
        ["current-context"] = cluster,
    });

    public static JsonObject Token(string token) => new() { ["token"] = token };

    public static JsonObject Certificate(string certificatePem, string keyPem) =>
        new() { ["client-certificate-data"] = Base64(certificatePem), ["client-key-data"] = Base64(keyPem) };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
