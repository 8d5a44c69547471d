using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Informers;

internal static partial class InformerLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Informer}: {Error}; trying again in {Delay} (failure {Failures} in a row)")]
    internal static partial void Failed(this ILogger log, string informer, string error, TimeSpan delay, int failures);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Informer}: resourceVersion {ResourceVersion} is not served any more ({Error}); reading everything anew")]
    internal static partial void VersionUnusable(this ILogger log, string informer, string resourceVersion, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Informer}: no streaming list ({Error}); reading an ordinary list")]
    internal static partial void StreamingListFailed(this ILogger log, string informer, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Informer}: {Error}; reading a list to make sure")]
    internal static partial void Silent(this ILogger log, string informer, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Informer}: {Count} objects listed at resourceVersion {ResourceVersion}")]
    internal static partial void Listed(this ILogger log, string informer, int count, string resourceVersion);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Informer}: watch closed by the server after {Count} events at resourceVersion {ResourceVersion}")]
    internal static partial void WatchClosed(this ILogger log, string informer, int count, string resourceVersion);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Informer}: an object without a name was sent (uid {Uid}); it is ignored")]
    internal static partial void Nameless(this ILogger log, string informer, string? uid);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Informer}: the transform of {Object} failed; it is cached as it came")]
    internal static partial void TransformFailed(this ILogger log, Exception error, string informer, string @object);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Informer}: a handler failed on the {Change} of {Object}")]
    internal static partial void HandlerFailed(this ILogger log, Exception error, string informer, string change, string @object);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Informer}: a listener to its state failed")]
    internal static partial void ListenerFailed(this ILogger log, Exception error, string informer);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Informer}: the indexer failed on {Object}; the object is not found by it")]
    internal static partial void IndexerFailed(this ILogger log, Exception error, string informer, string @object);
}
