namespace Lepton.Kubernetes.Auth;

/// <summary>The credentials could not be had, so no request was sent: a token file is empty, an exec plugin failed.
/// The message says which and what would help; it never holds a secret.</summary>
public sealed class CredentialException(string message, Exception? inner = null) : HttpRequestException(message, inner);
