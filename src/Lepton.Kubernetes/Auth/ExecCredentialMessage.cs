using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Config;

namespace Lepton.Kubernetes.Auth;

/// <summary>What is said to exec plugins (KUBERNETES_EXEC_INFO) and what they answer (ExecCredential of client.authentication.k8s.io).</summary>
internal static class ExecCredentialMessage
{
    internal static string Request(KubernetesClientConfiguration config)
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (config.Exec!.ProvideClusterInfo == true)
            spec["cluster"] = Cluster(config);
        return new JsonObject { ["kind"] = "ExecCredential", ["apiVersion"] = config.Exec.ApiVersion, ["spec"] = spec }.ToJsonString();
    }

    private static JsonObject Cluster(KubernetesClientConfiguration config)
    {
        var cluster = new JsonObject { ["server"] = config.Host };
        var authority = config.CertificateAuthorityData
            ?? (config.CertificateAuthorityFile is { } file ? File.ReadAllBytes(file) : null);
        if (config.TlsServerName is not null)
            cluster["tls-server-name"] = config.TlsServerName;
        if (config.SkipTlsVerify)
            cluster["insecure-skip-tls-verify"] = true;
        if (authority is not null)
            cluster["certificate-authority-data"] = Convert.ToBase64String(authority);
        if (config.ProxyUrl is not null)
            cluster["proxy-url"] = config.ProxyUrl.OriginalString;
        if (config.DisableCompression)
            cluster["disable-compression"] = true;
        cluster["config"] = config.ExecClusterConfig is null ? null : JsonNode.Parse(config.ExecClusterConfig);
        return cluster;
    }

    /// <summary>Reads a plugin's standard output.</summary>
    /// <exception cref="CredentialException">It is not what was asked for.</exception>
    internal static ExecAnswer Parse(string output, string command, string apiVersion)
    {
        var answer = Json(output, command);
        if (Text(answer["kind"]) != "ExecCredential")
            throw Error(command, $"answered kind \"{Text(answer["kind"])}\"; ExecCredential is expected");
        if (Text(answer["apiVersion"]) != apiVersion)
            throw Error(command, $"answered in API version \"{Text(answer["apiVersion"])}\"; the kubeconfig asks for {apiVersion}");
        if (answer["status"] is not JsonObject status)
            throw Error(command, "answered without a status");
        var (token, certificate, key) = (Text(status["token"]), Text(status["clientCertificateData"]), Text(status["clientKeyData"]));
        if (token is null && certificate is null && key is null)
            throw Error(command, "answered with neither a token nor a certificate and its key");
        if (certificate is null != key is null)
            throw Error(command, $"answered with only a {(key is null ? "certificate" : "key")}; certificate and key belong together");
        return new ExecAnswer(token, certificate, key, Expiry(status["expirationTimestamp"], command));
    }

    private static JsonObject Json(string output, string command)
    {
        try
        {
            if (JsonNode.Parse(output) is JsonObject answer)
                return answer;
        }
        catch (JsonException)
        {
            // The output may be half a secret: it is not shown.
        }

        throw Error(command, $"printed {output.Length} characters that are not a JSON object; an ExecCredential is expected on standard output");
    }

    private static DateTimeOffset? Expiry(JsonNode? node, string command)
    {
        if (Text(node) is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Error(command, "answered with an expirationTimestamp that is no time such as 2026-01-31T12:00:00Z");
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static CredentialException Error(string command, string problem) => new($"the exec plugin {command} {problem}");
}

/// <summary>Credentials as a plugin prints them.</summary>
internal sealed record ExecAnswer(string? Token, string? CertificatePem, string? KeyPem, DateTimeOffset? Expiry);
