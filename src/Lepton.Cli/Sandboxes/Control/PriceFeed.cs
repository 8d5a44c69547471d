using Lepton.Api;
using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Sandboxes.Control;

/// <summary>Changes prices on the hub at the times a fleet file gives.</summary>
internal sealed class PriceFeed : IDisposable
{
    private readonly List<ITimer> _timers = [];

    /// <param name="say">Told of every change, and of what could not be changed.</param>
    public PriceFeed(IEnumerable<PriceEvent> events, HubPrices hub, TimeProvider clock, Action<string> say)
    {
        foreach (var change in events.Where(change => change.Provider.Length > 0 && change.Accelerator.Length > 0))
        {
            _timers.Add(clock.CreateTimer(_ => _ = ChangeAsync(change, change.Factor), null, TimeSpan.FromHours(change.AtHours), Timeout.InfiniteTimeSpan));
            if (change.ForHours is { } length)
                _timers.Add(clock.CreateTimer(_ => _ = ChangeAsync(change, 1 / change.Factor), null, TimeSpan.FromHours(change.AtHours + length), Timeout.InfiniteTimeSpan));
        }

        async Task ChangeAsync(PriceEvent change, double factor)
        {
            var terms = change.CapacityType == NodeCapacityType.Spot ? CapacityKind.Spot : CapacityKind.OnDemand;
            try
            {
                var dollars = await hub.SetAsync(change.Provider, change.Accelerator, terms, null, factor, CancellationToken.None);
                say(FormattableString.Invariant($"{change.Provider} now asks ${dollars:0.####} per {change.Accelerator} and hour ({terms})"));
            }
            catch (Exception e) when (e is ArgumentException or KubernetesApiException or HttpRequestException)
            {
                say($"price of {change.Accelerator} at {change.Provider}: {e.Message}");
            }
        }
    }

    public void Dispose() => _timers.ForEach(timer => timer.Dispose());
}
