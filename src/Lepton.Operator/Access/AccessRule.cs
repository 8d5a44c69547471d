using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Access;

/// <summary>One rule of a role: what is asked of which resources, and why.</summary>
/// <param name="Why">For people who decide whether to grant it.</param>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Resources">Plural names, with their subresource if it is one (<c>leptonmodels/status</c>).</param>
/// <param name="Verbs">As RBAC spells them.</param>
internal sealed record AccessRule(string Why, string Group, IReadOnlyList<string> Resources, IReadOnlyList<string> Verbs)
{
    /// <summary>The only objects it is for; null for all. RBAC cannot narrow <c>create</c>, <c>list</c> and <c>watch</c> by it.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Those of <see cref="Verbs"/> that are asked only after somebody else was quicker (a conflict is read again) or for what few policies ask for: no ordinary run shows them.</summary>
    public IReadOnlyList<string> Rarely { get; init; } = [];

    /// <summary>A rule for one resource, or one of its subresources.</summary>
    public static AccessRule For(string why, ResourceDefinition resource, string[] verbs, string? subresource = null) =>
        new(why, resource.Group, [subresource is null ? resource.Plural : $"{resource.Plural}/{subresource}"], verbs);
}
