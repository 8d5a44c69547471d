using System.Net.Sockets;

namespace Lepton.Kubernetes.Http;

/// <summary>What went wrong when no answer came.</summary>
internal static class ConnectionFaults
{
    /// <summary>Reset, or closed where more was expected: the server restarted, a load balancer moved on.</summary>
    /// <remarks>A time-out may carry the socket error of its own cancellation: that is no loss.</remarks>
    internal static bool IsLost(Exception? exception) => !IsTimeout(exception) && Any(exception, static e => e switch
    {
        HttpProtocolException => true,
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => true,
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => true,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.OperationAborted } => true,
        // SslStream reports a missing close_notify as a plain IOException.
        EndOfStreamException => true,
        IOException { InnerException: null } io => io.GetType() == typeof(IOException),
        _ => false,
    });

    internal static bool IsTimeout(Exception? exception) => Any(exception, static e => e is TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut });

    private static bool Any(Exception? exception, Func<Exception, bool> matches)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (matches(e))
                return true;
        }

        return false;
    }
}
