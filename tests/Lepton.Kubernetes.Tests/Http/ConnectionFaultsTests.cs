using System.Net.Sockets;
using Lepton.Kubernetes.Auth;
using Lepton.Kubernetes.Http;

namespace Lepton.Kubernetes.Tests.Http;

public class ConnectionFaultsTests
{
    public static TheoryData<string, Exception, bool, bool> Faults { get; } = new()
    {
        { "reset", Wrapped(new IOException("read", new SocketException((int)SocketError.ConnectionReset))), true, false },
        { "broken pipe", Wrapped(new IOException("write", new SocketException((int)SocketError.Shutdown))), true, false },
        { "end of answer", Wrapped(new HttpIOException(HttpRequestError.ResponseEnded)), true, false },
        { "TLS cut off", Wrapped(new IOException("Received an unexpected EOF or 0 bytes from the transport stream.")), true, false },
        { "HTTP/2 connection error", Wrapped(new HttpProtocolException(2, "internal error", null)), true, false },
        { "refused", Wrapped(new SocketException((int)SocketError.ConnectionRefused)), false, false },
        { "unknown host", Wrapped(new SocketException((int)SocketError.HostNotFound)), false, false },
        { "timed out by the network", Wrapped(new SocketException((int)SocketError.TimedOut)), false, true },
        { "our own time-out", Wrapped(new TimeoutException("t", new OperationCanceledException("c", new IOException("r", new SocketException((int)SocketError.OperationAborted))))), false, true },
        { "certificate", Wrapped(new System.Security.Authentication.AuthenticationException("x")), false, false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void FaultsAreToldApart(string name, Exception fault, bool lost, bool timeout)
    {
        Assert.True((lost, timeout) == (ConnectionFaults.IsLost(fault), ConnectionFaults.IsTimeout(fault)), name);
        var (get, watch, post) = (new ApiRequest(HttpMethod.Get, "/"), new ApiRequest(HttpMethod.Get, "/") { IsWatch = true }, new ApiRequest(HttpMethod.Post, "/"));
        Assert.Equal(lost, RetryPolicy.WaitFor(get, fault, 0) == TimeSpan.FromSeconds(1));
        Assert.Equal(lost || timeout, RetryPolicy.WaitFor(watch, fault, 9) == TimeSpan.FromSeconds(1));
        Assert.Null(RetryPolicy.WaitFor(watch, fault, 10));
        Assert.Null(RetryPolicy.WaitFor(post, fault, 0));
    }

    [Fact]
    public void MissingCredentialsAndUnusableAnswersAreNotRetried()
    {
        var get = new ApiRequest(HttpMethod.Get, "/");
        Assert.Null(RetryPolicy.WaitFor(get, new CredentialException("x", new IOException("busy")), 0));
        Assert.Null(RetryPolicy.WaitFor(get, new KubernetesResponseException("x", new IOException("cut")), 0));
    }

    private static HttpRequestException Wrapped(Exception inner) => new("outer", new HttpRequestException("middle", inner));
}
