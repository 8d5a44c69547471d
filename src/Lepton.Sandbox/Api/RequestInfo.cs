using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api;

/// <summary>What a request is about, read off its path and method before anything is looked up: authorization decides on this alone.</summary>
internal sealed record RequestInfo
{
    private static readonly HashSet<string> NamespaceSubresources = ["status", "finalize"];

    /// <summary>get list watch create update patch delete deletecollection; for other paths the method in lower case.</summary>
    public required string Verb { get; init; }

    public required string Path { get; init; }

    public bool IsResource { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string? Namespace { get; init; }

    public string Resource { get; init; } = "";

    public string? Subresource { get; init; }

    public string Name { get; init; } = "";

    /// <summary>The one object that a path of the old form <c>/watch/…/name</c> watches.</summary>
    public string WatchedName { get; init; } = "";

    /// <summary>More path than any resource has.</summary>
    public bool TooLong { get; init; }

    public static RequestInfo Parse(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var info = new RequestInfo { Verb = request.Method.ToLowerInvariant(), Path = path };
        return parts switch
        {
            ["api", var version, .. var rest] when rest.Length > 0 => Resources(info, request, "", version, rest),
            ["apis", var group, var version, .. var rest] when rest.Length > 0 => Resources(info, request, group, version, rest),
            _ => info,
        };
    }

    private static RequestInfo Resources(RequestInfo info, HttpRequest request, string group, string version, string[] parts)
    {
        var oldWatch = parts is ["watch", _, ..];
        if (oldWatch)
            parts = parts[1..];
        string? @namespace = null;
        if (parts[0] == "namespaces" && parts.Length > 1)
        {
            @namespace = parts[1];
            if (parts.Length > 2 && !NamespaceSubresources.Contains(parts[2]))
                parts = parts[2..];
        }

        info = info with
        {
            IsResource = true,
            Group = group,
            Version = version,
            Namespace = parts[0] == "namespaces" ? null : @namespace,
            Resource = parts[0],
            Name = parts.Length > 1 ? parts[1] : "",
            Subresource = parts.Length > 2 ? parts[2] : null,
            TooLong = parts.Length > 3 && parts[2] != "proxy",
        };
        return oldWatch ? info with { Verb = "watch", WatchedName = info.Name, Name = "" } : info with { Verb = ResourceVerb(info, request) };
    }

    private static string ResourceVerb(RequestInfo info, HttpRequest request) => request.Method switch
    {
        "GET" or "HEAD" when info.Name.Length > 0 => "get",
        "GET" or "HEAD" => IsTrue(request.Query["watch"]) ? "watch" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => info.Name.Length > 0 ? "delete" : "deletecollection",
        _ => request.Method.ToLowerInvariant(),
    };

    /// <summary>Booleans in queries: everything but a few spellings of no counts as yes.</summary>
    public static bool IsTrue(string? value) => value is not (null or "" or "0" or "false" or "f" or "F" or "FALSE" or "False");
}
