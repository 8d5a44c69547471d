using Lepton.Api.Providers;
using Lepton.Operator.Members;
using Lepton.Operator.State;

namespace Lepton.Operator.Monitoring;

/// <summary>How the member clusters stand, without their nodes and pods.</summary>
/// <param name="Members">In the order of their names.</param>
internal sealed record MemberReading(IReadOnlyList<MemberFigures> Members)
{
    public static MemberReading Of(IReadOnlyDictionary<string, (CloudProvider Provider, MemberCluster Cluster)> owners, MemberRegistry members) =>
        new([.. owners.Select(o => Figures(o.Key, o.Value.Provider.Metadata.Name!, members))]);

    private static MemberFigures Figures(string cluster, string provider, MemberRegistry members)
    {
        var applier = members.Find(cluster)?.Applier;
        return new MemberFigures(cluster, provider, members.HealthOf(cluster), members.TokenOf(cluster)?.Expires, applier?.Writes, applier?.Repairs);
    }
}

/// <param name="View">Null before the connection was read.</param>
/// <param name="TokenExpires">Of a token that the operator renews.</param>
/// <param name="Writes">Objects written and removed since it was connected.</param>
/// <param name="Repairs">Of those written: somebody had changed them.</param>
internal sealed record MemberFigures(string Cluster, string Provider, MemberView? View, DateTimeOffset? TokenExpires, long? Writes, long? Repairs)
{
    public KeyValuePair<string, object?>[] Tags => [OperatorMeter.Tag("cluster", Cluster), OperatorMeter.Tag("provider", Provider)];
}
