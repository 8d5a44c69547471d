using Microsoft.Extensions.Logging;

namespace Lepton.ControllerRuntime.LeaderElection;

public sealed partial class LeaderElector
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Namespace}/{Lease}: waiting to be elected as {Identity}")]
    private partial void LogStanding(string @namespace, string lease, string identity);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Namespace}/{Lease}: elected as {Identity}")]
    private partial void LogElected(string @namespace, string lease, string identity);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Namespace}/{Lease}: the leader is \"{Leader}\"")]
    private partial void LogLeader(string @namespace, string lease, string leader);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Namespace}/{Lease}: attempt failed: {Error}")]
    private partial void LogFailed(string @namespace, string lease, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Namespace}/{Lease}: {Identity} lost its leadership")]
    private partial void LogLost(Exception error, string @namespace, string lease, string identity);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Namespace}/{Lease}: the leader's work has not stopped although leadership is lost")]
    private partial void LogStillWorking(string @namespace, string lease);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Namespace}/{Lease}: released by {Identity}")]
    private partial void LogReleased(string @namespace, string lease, string identity);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Namespace}/{Lease}: could not be released, it will expire: {Error}")]
    private partial void LogReleaseFailed(string @namespace, string lease, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Namespace}/{Lease}: a listener to the leader failed")]
    private partial void LogListenerFailed(Exception error, string @namespace, string lease);
}
