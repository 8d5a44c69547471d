using Lepton.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api;

/// <summary>In which form an answer is wanted.</summary>
/// <param name="Yaml">YAML instead of JSON.</param>
/// <param name="As">Table, PartialObjectMetadata, PartialObjectMetadataList, APIGroupDiscoveryList; null for the object itself.</param>
/// <param name="Version">The version of <paramref name="As"/>.</param>
internal sealed record Negotiated(bool Yaml, string? As, string? Version, bool Pretty)
{
    public static Negotiated Json { get; } = new(false, null, null, false);

    private const string Available = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private const string WatchAvailable = ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    /// <param name="collection">Lists also come as streams, which the error text says.</param>
    /// <param name="lenient">A form that is not to be had counts as the plain one.</param>
    /// <exception cref="ApiStatusException">406.</exception>
    public static Negotiated From(HttpRequest request, Func<string, string, bool> transforms, bool collection, bool lenient = false)
    {
        var pretty = RequestInfo.IsTrue(request.Query["pretty"].ToString())
            || (request.Query["pretty"].Count == 0 && request.Headers.UserAgent.ToString() is var agent && (agent.StartsWith("curl/", StringComparison.Ordinal) || agent.StartsWith("Wget/", StringComparison.Ordinal) || agent.StartsWith("Mozilla/", StringComparison.Ordinal)));
        var known = false;
        foreach (var clause in Clauses(request.Headers.Accept.ToString()))
        {
            if (clause.Type is not ("application/json" or "application/yaml" or "*/*" or "application/*"))
                continue;
            var yaml = clause.Type == "application/yaml";
            if (clause.Parameters.TryGetValue("as", out var form))
            {
                known = true;
                var (group, version) = (clause.Parameters.GetValueOrDefault("g", ""), clause.Parameters.GetValueOrDefault("v", ""));
                if (transforms(form, $"{group}/{version}"))
                    return new Negotiated(yaml, form, version, pretty);
                if (lenient)
                    return new Negotiated(yaml, null, null, pretty);
                continue;
            }

            return new Negotiated(yaml, null, null, pretty);
        }

        throw known
            ? new ApiStatusException(406, "NotAcceptable", $"only the following media types are accepted: {Available}")
            : new ApiStatusException(406, "NotAcceptable", $"406: Not Acceptable\n\nAvailable representations: {Available}{(collection ? WatchAvailable : "")}", []);
    }

    private static IEnumerable<(string Type, Dictionary<string, string> Parameters)> Clauses(string accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
            accept = "*/*";
        return accept.Split(',').Select(clause =>
        {
            var parts = clause.Split(';', StringSplitOptions.TrimEntries);
            var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var pair in parts.Skip(1).Select(p => p.Split('=', 2)))
                parameters[pair[0]] = pair.Length > 1 ? pair[1] : "";
            return (parts[0], parameters);
        });
    }
}
