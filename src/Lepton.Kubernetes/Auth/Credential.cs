using System.Net.Http.Headers;

namespace Lepton.Kubernetes.Auth;

/// <summary>What one request shows: a header, a client certificate, both or nothing.</summary>
internal sealed record Credential(AuthenticationHeaderValue? Authorization, ClientCertificate? Certificate)
{
    internal static Credential None { get; } = new(null, null);

    internal static Credential Bearer(string token) => new(new AuthenticationHeaderValue("Bearer", token), null);
}

/// <summary>Where credentials come from.</summary>
internal interface ICredentialSource
{
    /// <exception cref="CredentialException">There are none to be had.</exception>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server answered 401 to these. True when asking again may bring others.</summary>
    bool Reject(Credential credential);
}
