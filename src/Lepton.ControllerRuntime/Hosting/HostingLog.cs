using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Phase}: starting {Name}")]
    internal static partial void Starting(this ILogger log, RunPhase phase, string name);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Phase}: {Name} ended")]
    internal static partial void Ended(this ILogger log, RunPhase phase, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Phase}: {Name} ended with an error")]
    internal static partial void Broke(this ILogger log, Exception error, RunPhase phase, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "all phases started")]
    internal static partial void Started(this ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopping")]
    internal static partial void Stopping(this ILogger log);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Phase}: {Names} did not end {Limit}")]
    internal static partial void GraceOver(this ILogger log, RunPhase phase, string names, string limit);

    [LoggerMessage(Level = LogLevel.Critical, Message = "the manager ends: {Reason}")]
    internal static partial void Failed(this ILogger log, Exception error, string reason);
}
