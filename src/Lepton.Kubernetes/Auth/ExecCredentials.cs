using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Lepton.Kubernetes.Auth;

/// <summary>Credentials printed by an exec plugin: one run at a time, kept until they expire or the server answers 401.</summary>
internal sealed class ExecCredentials(Func<CancellationToken, Task<ExecAnswer>> run, string command, TimeProvider time) : ICredentialSource, IDisposable
{
    private readonly SemaphoreSlim _oneRun = new(1);
    private volatile Held? _held;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } kept)
            return kept;
        await _oneRun.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited takes what the one before it brought.
            if (Fresh() is { } brought)
                return brought;
            var answer = await run(cancellationToken);
            var held = new Held(ToCredential(answer), answer.Expiry);
            _held = held;
            return held.Credential;
        }
        finally
        {
            _oneRun.Release();
        }
    }

    public bool Reject(Credential credential)
    {
        var held = _held;
        if (ReferenceEquals(held?.Credential, credential))
            Interlocked.CompareExchange(ref _held, null, held);
        return true;
    }

    public void Dispose() => _oneRun.Dispose();

    private Credential? Fresh() => _held is { } held && (held.Expiry is not { } expiry || time.GetUtcNow() < expiry) ? held.Credential : null;

    private Credential ToCredential(ExecAnswer answer)
    {
        var header = answer.Token is null ? null : new AuthenticationHeaderValue("Bearer", answer.Token);
        if (answer.CertificatePem is null)
            return new Credential(header, null);
        try
        {
            return new Credential(header, ClientCertificate.FromPem(Encoding.UTF8.GetBytes(answer.CertificatePem), Encoding.UTF8.GetBytes(answer.KeyPem!)));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CredentialException($"the exec plugin {command} answered with a certificate and key that cannot be used: {e.Message}", e);
        }
    }

    private sealed record Held(Credential Credential, DateTimeOffset? Expiry);
}
