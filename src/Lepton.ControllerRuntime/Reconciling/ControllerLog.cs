using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Reconciling;

internal static partial class ControllerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Controller}: started with {Workers} workers")]
    internal static partial void ControllerStarted(this ILogger log, string controller, int workers);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Controller}: stopped")]
    internal static partial void ControllerStopped(this ILogger log, string controller);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Controller}: reconcile of {Key} failed (attempt {Attempt})")]
    internal static partial void ReconcileFailed(this ILogger log, Exception error, string controller, string? key, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Controller}: reconcile of {Key} failed for good until something changes")]
    internal static partial void TerminalError(this ILogger log, Exception error, string controller, string? key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller}: {Key} was changed by someone else meanwhile, reconciling again: {Error}")]
    internal static partial void StaleWrite(this ILogger log, string controller, string? key, string error);
}
