namespace Lepton.Kubernetes.Http;

/// <summary>An answer came but cannot be used: larger than allowed, or not the JSON it should be. The message names request, limit or place.</summary>
public sealed class KubernetesResponseException(string message, Exception? inner = null) : HttpRequestException(message, inner);
