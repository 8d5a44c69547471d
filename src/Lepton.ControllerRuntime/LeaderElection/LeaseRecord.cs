using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.LeaderElection;

/// <summary>The fields of a Lease that change with every renewal, to tell whether its holder is alive. Its times are the holder's own and only compared with each other.</summary>
internal readonly record struct LeaseRecord(string Holder, int DurationSeconds, DateTimeOffset? AcquireTime, DateTimeOffset? RenewTime, int Transitions)
{
    internal static LeaseRecord Of(V1Lease lease) => new(
        lease.Spec.HolderIdentity ?? "", lease.Spec.LeaseDurationSeconds ?? 0, lease.Spec.AcquireTime, lease.Spec.RenewTime, lease.Spec.LeaseTransitions ?? 0);

    internal void WriteTo(V1LeaseSpec spec)
    {
        spec.HolderIdentity = Holder;
        spec.LeaseDurationSeconds = DurationSeconds;
        spec.AcquireTime = AcquireTime;
        spec.RenewTime = RenewTime;
        spec.LeaseTransitions = Transitions;
    }
}
