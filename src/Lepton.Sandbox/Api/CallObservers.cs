using System.Collections.Immutable;
using Lepton.Sandbox.Hosting;
using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api;

/// <summary>Tells whoever asked of every request that was answered. Costs nothing while nobody listens.</summary>
internal sealed class CallObservers
{
    private ImmutableList<Action<ApiCall>> _observers = [];

    public IDisposable Add(Action<ApiCall> observer)
    {
        ImmutableInterlocked.Update(ref _observers, list => list.Add(observer));
        return new Removal(this, observer);
    }

    public async Task ObserveAsync(HttpContext http, Func<HttpContext, Task> handle)
    {
        if (_observers.IsEmpty)
        {
            await handle(http);
            return;
        }

        var received = TimeProvider.System.GetTimestamp();
        try
        {
            await handle(http);
        }
        finally
        {
            var call = Call(http, received);
            foreach (var observer in _observers)
                observer(call);
        }
    }

    private static ApiCall Call(HttpContext http, long received)
    {
        var request = http.Request;
        var status = http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted ? 0 : http.Response.StatusCode;
        return new ApiCall(
            request.Headers.UserAgent.ToString(), RequestInfo.Parse(request).Verb, request.Path, request.Query.ContainsKey("dryRun"),
            received, TimeProvider.System.GetTimestamp(), status);
    }

    private sealed class Removal(CallObservers owner, Action<ApiCall> observer) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner._observers, list => list.Remove(observer));
    }
}
