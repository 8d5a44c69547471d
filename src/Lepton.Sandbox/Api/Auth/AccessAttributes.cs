namespace Lepton.Sandbox.Api.Auth;

/// <summary>What someone wants to do: a verb on a resource, or on a path.</summary>
internal sealed record AccessAttributes(string Verb)
{
    /// <summary>Set for requests that are not about a resource.</summary>
    public string? Path { get; init; }

    public string Group { get; init; } = "";

    /// <summary>With its subresource, as in <c>pods/status</c>.</summary>
    public string Resource { get; init; } = "";

    public string Name { get; init; } = "";

    public string? Namespace { get; init; }

    public static AccessAttributes Of(RequestInfo info) => info.IsResource
        ? new AccessAttributes(info.Verb)
        {
            Group = info.Group,
            Resource = info.Subresource is null ? info.Resource : $"{info.Resource}/{info.Subresource}",
            Name = info.Name,
            Namespace = info.Namespace,
        }
        : new AccessAttributes(info.Verb) { Path = info.Path };
}
