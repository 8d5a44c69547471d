namespace Lepton.Kubernetes.Http;

/// <summary>The request was not sent, because <see cref="KubernetesClientOptions.MaySend"/> says no. It is not retried.</summary>
public sealed class SendingRefusedException(string request) : HttpRequestException($"{request} was not sent: this process may no longer send to the server")
{
    /// <summary>What is thrown in the midst of sending, where only streams know of it.</summary>
    internal static IOException InStream() => new("the connection was ended: this process may no longer send to the server");
}
