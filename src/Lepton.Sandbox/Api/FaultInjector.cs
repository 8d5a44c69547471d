using System.Collections.Concurrent;
using System.Collections.Immutable;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api;

/// <summary>Makes an API server misbehave on command.</summary>
internal sealed class FaultInjector(TimeProvider time)
{
    private readonly ConcurrentDictionary<HttpContext, string?> _open = new();
    private ImmutableList<Hosting.ApiFault> _faults = [];

    /// <summary>A fault that cuts connections cuts those that are open already too.</summary>
    public IDisposable Add(Hosting.ApiFault fault)
    {
        ImmutableInterlocked.Update(ref _faults, list => list.Add(fault));
        if (fault is { Cut: true, PathPrefix: null })
            CutOpen(fault.User);
        return new Removal(this, fault);
    }

    /// <summary>Ends all requests that are being answered, watches as a rule, of one user or of everybody.</summary>
    public void CutOpen(string? user)
    {
        foreach (var (http, of) in _open)
        {
            if (user is null || user == of)
                http.Abort();
        }
    }

    /// <returns>Whether the request was answered here.</returns>
    public async Task<bool> InterceptAsync(HttpContext http, string? user)
    {
        _open[http] = user;
        http.Response.OnCompleted(() =>
        {
            _open.TryRemove(http, out _);
            return Task.CompletedTask;
        });
        foreach (var fault in _faults)
        {
            if (fault.User is not null && fault.User != user)
                continue;
            if (fault.PathPrefix is not null && !http.Request.Path.StartsWithSegments(fault.PathPrefix))
                continue;
            if (fault.Method is not null && fault.Method != http.Request.Method)
                continue;
            if (fault.Met is { } met && !met(http.Request.Method, http.Request.Path))
                continue;
            if (fault.Latency > TimeSpan.Zero)
                await Task.Delay(fault.Latency, time, http.RequestAborted);
            if (fault.Cut)
            {
                http.Abort();
                return true;
            }

            if (fault.Status is { } status)
            {
                await Responses.ErrorAsync(http.Response, Error(status, fault.RetryAfterSeconds), http.RequestAborted);
                return true;
            }
        }

        return false;
    }

    private static ApiStatusException Error(int status, int? retryAfter)
    {
        var details = retryAfter is null ? null : new System.Text.Json.Nodes.JsonObject { ["retryAfterSeconds"] = retryAfter };
        return status switch
        {
            401 => new ApiStatusException(401, "Unauthorized", "Unauthorized"),
            403 => new ApiStatusException(403, "Forbidden", "forbidden: fault injected", []),
            429 => new ApiStatusException(429, "TooManyRequests", "Too many requests, please try again later.", details),
            500 => new ApiStatusException(500, "InternalError", "Internal error occurred: fault injected", details),
            503 => new ApiStatusException(503, "ServiceUnavailable", "the server is currently unable to handle the request", details),
            504 => new ApiStatusException(504, "Timeout", "Timeout: request did not complete within the allotted timeout", details),
            _ => ApiErrors.Internal("fault injected") is var e ? new ApiStatusException(status, null, e.Message, details) : null!,
        };
    }

    private sealed class Removal(FaultInjector owner, Hosting.ApiFault fault) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner._faults, list => list.Remove(fault));
    }
}
