using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.LeaderElection;

/// <summary>Acquires, renews and releases the Lease, one attempt at a time (client-go's tryAcquireOrRenew). Not thread-safe.</summary>
internal sealed class LeaseLock(IResourceClient<V1Lease> leases, LeaderElectionOptions options, TimeProvider time)
{
    private V1Lease? _lease;
    private LeaseRecord _observed;

    /// <summary>When, by our own monotonic clock, we saw the record change last. The remote clock is never trusted.</summary>
    private long _observedAt;
    private bool _seen;
    private bool _held;

    /// <summary>Who holds the lease as far as we know; empty: nobody.</summary>
    internal string Holder => _observed.Holder;

    /// <summary>True when the lease is ours now; false when someone else's is still valid.</summary>
    /// <exception cref="KubernetesApiException">The server refused: try again.</exception>
    /// <exception cref="HttpRequestException">No answer came: try again.</exception>
    internal async Task<bool> TryAcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        // While we hold it nobody else writes it: one request instead of two.
        if (_held && _lease is not null && IsValid() && await TryRenewAsync(_lease, cancellationToken))
            return true;
        var lease = await leases.TryGetAsync(options.Name, options.Namespace, cancellationToken);
        if (lease is null)
        {
            Observe(await leases.CreateAsync(NewLease(), cancellationToken: cancellationToken));
            return _held = true;
        }

        Observe(lease);
        _held = Holder == options.Identity;
        if (!_held && Holder.Length > 0 && IsValid())
            return false;
        Observe(await WriteAsync(lease, Mine(LeaseRecord.Of(lease)), cancellationToken));
        return _held = true;
    }

    /// <summary>Leaves the lease to whoever comes: no holder, and a duration of one second.</summary>
    internal async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!_held || _lease is null)
            return;
        _held = false;
        var now = time.GetUtcNow();
        Observe(await WriteAsync(_lease, _observed with { Holder = "", DurationSeconds = 1, AcquireTime = now, RenewTime = now }, cancellationToken));
    }

    private async Task<bool> TryRenewAsync(V1Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            Observe(await WriteAsync(lease, Mine(_observed), cancellationToken));
            return true;
        }
        catch (KubernetesApiException)
        {
            // Somebody touched it: look at it first.
            return false;
        }
    }

    private LeaseRecord Mine(LeaseRecord before)
    {
        var now = time.GetUtcNow();
        var again = before.Holder == options.Identity;
        return new(options.Identity, (int)options.LeaseDuration.TotalSeconds, again ? before.AcquireTime : now, now, again ? before.Transitions : before.Transitions + 1);
    }

    private V1Lease NewLease()
    {
        var now = time.GetUtcNow();
        var lease = new V1Lease { Metadata = { Namespace = options.Namespace, Name = options.Name } };
        new LeaseRecord(options.Identity, (int)options.LeaseDuration.TotalSeconds, now, now, 0).WriteTo(lease.Spec);
        return lease;
    }

    /// <summary>Writes at the version that was read: of two who try at once one gets a conflict.</summary>
    private Task<V1Lease> WriteAsync(V1Lease lease, LeaseRecord record, CancellationToken cancellationToken)
    {
        record.WriteTo(lease.Spec);
        return leases.UpdateAsync(lease, cancellationToken: cancellationToken);
    }

    private void Observe(V1Lease lease)
    {
        _lease = lease;
        var record = LeaseRecord.Of(lease);
        if (_seen && record == _observed)
            return;
        (_seen, _observed, _observedAt) = (true, record, time.GetTimestamp());
    }

    private bool IsValid() => time.GetElapsedTime(_observedAt) < TimeSpan.FromSeconds(_observed.DurationSeconds);
}
