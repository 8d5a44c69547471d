using Lepton.Kubernetes.Http;
using Lepton.Operator.Access;

namespace Lepton.Cli.Members;

/// <summary>All rights the operator needs in a member.</summary>
internal static class MemberRights
{
    public static async Task<IReadOnlyList<string>> MissingAsync(IKubernetesClient member, CancellationToken cancellationToken) =>
    [
        .. await RightsCheck.MissingAsync(member, MemberAccess.Rules, null, cancellationToken),
        .. await RightsCheck.MissingAsync(member, MemberAccess.Renewal, MemberAccess.Namespace, cancellationToken),
    ];
}
