using System.Net;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Events;

/// <summary>Writes events, patiently while the server does not answer. What it refuses is dropped: an event is never worth more than a log line.</summary>
internal sealed class EventSink(IResourceClient<Eventsv1Event> client, EventRecorderOptions options, TimeProvider time, ILogger log)
{
    /// <summary>True when it was written.</summary>
    internal async Task<bool> WriteAsync(EventWrite write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteOnceAsync(write, cancellationToken);
                return true;
            }
            catch (KubernetesApiException e) when (e.IsAlreadyExists)
            {
                // An earlier attempt whose answer was lost.
                return true;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsTemporary(e) && attempt < options.MaxAttempts)
            {
                log.EventDelayed(Name(write), e.Message, attempt);
                await Task.Delay(options.RetryPause, time, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                log.EventRefused(Name(write), e.Message);
                return false;
            }
        }
    }

    private async Task WriteOnceAsync(EventWrite write, CancellationToken cancellationToken)
    {
        var value = write.Event;
        if (write.IsNew)
        {
            await client.CreateAsync(value, cancellationToken: cancellationToken);
            return;
        }

        try
        {
            var patch = Patch.Merge(new JsonObject { ["series"] = KubernetesJson.ToNode(value.Series) });
            await client.PatchAsync(value.Metadata.Name!, value.Metadata.Namespace, patch, cancellationToken: cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // Servers keep events for an hour.
            await client.CreateAsync(value, cancellationToken: cancellationToken);
        }
    }

    private static bool IsTemporary(Exception error) =>
        error is not KubernetesApiException api || api.IsTooManyRequests || api.HttpStatus >= HttpStatusCode.InternalServerError;

    private static string Name(EventWrite write) => $"{write.Event.Reason} of {write.Event.Regarding?.Kind} {write.Event.Regarding?.Name}";
}
