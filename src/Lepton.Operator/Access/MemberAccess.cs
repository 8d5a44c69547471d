using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Members;

namespace Lepton.Operator.Access;

/// <summary>All that the operator asks of a member cluster, from the kinds it writes there; see <see cref="HubAccess"/>.</summary>
internal static class MemberAccess
{
    private static readonly string[] Own = ["get", "list", "watch", "create", "patch", "delete"];

    /// <summary>The account of <c>config/rbac/member</c> and of <c>lepton members add</c>, and its namespace.</summary>
    public const string Account = "lepton-member";

    public const string Namespace = "lepton-system";

    /// <summary>In all namespaces.</summary>
    public static IReadOnlyList<AccessRule> Rules { get; } = [.. All()];

    /// <summary>In the account's own namespace.</summary>
    public static IReadOnlyList<AccessRule> Renewal { get; } =
    [
        AccessRule.For("The token is renewed with itself: of this account and of no other.", ResourceDefinition.Of<V1ServiceAccount>(), ["create"], "token") with { Names = [Account] },
    ];

    private static IEnumerable<AccessRule> All()
    {
        yield return new AccessRule(
            "Capacity: nodes, and all pods on them, those of others too.", "", [ResourceDefinition.Of<V1Node>().Plural, ResourceDefinition.Of<V1Pod>().Plural], ["list", "watch"]);
        yield return AccessRule.For(
            "New replicas are asked whether they serve before a move counts as proven (migration.verification.httpGet). Without it such moves are never proven.",
            ResourceDefinition.Of<V1Pod>(), ["get"], "proxy") with
        {
            Rarely = ["get"],
        };
        yield return AccessRule.For(
            "Namespaces of models are made when they are missing, and removed again when we made them and nothing else is in them.", ResourceDefinition.Of<V1Namespace>(), Own) with
        {
            Rarely = ["get"],
        };
        foreach (var kind in OwnedKinds.All.Where(k => k.Optional))
            yield return new AccessRule("Autoscaling by KEDA, where it is installed (scaling.engine).", kind.Resource.Group, [kind.Resource.Plural], Own) with { Rarely = Own };
        foreach (var group in OwnedKinds.All.Where(k => k.Resource.Namespaced && !k.Optional).GroupBy(k => k.Resource.Group).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string[] plurals = [.. group.Select(k => k.Resource.Plural).Order(StringComparer.Ordinal)];
            yield return new AccessRule("What a model consists of.", group.Key, plurals, Own);
        }

        foreach (var group in NamespaceCleanup.Foreign.GroupBy(k => k.Group).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string[] plurals = [.. group.Select(k => k.Plural).Order(StringComparer.Ordinal)];
            yield return new AccessRule("Whether anything of somebody else's is left in a namespace that we made, before it is removed.", group.Key, plurals, ["list"]);
        }
    }
}
