using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Events;

internal static partial class EventLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "event {Event} not written yet: {Error} (attempt {Attempt})")]
    internal static partial void EventDelayed(this ILogger log, string @event, string error, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "event {Event} is dropped: {Error}")]
    internal static partial void EventRefused(this ILogger log, string @event, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "event {Reason} of {Object} is dropped: {Size} are waiting already")]
    internal static partial void EventQueueFull(this ILogger log, string reason, string @object, int size);
}
