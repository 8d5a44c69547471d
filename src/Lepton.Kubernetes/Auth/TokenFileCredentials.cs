namespace Lepton.Kubernetes.Auth;

/// <summary>A token that somebody else keeps fresh in a file (projected service account tokens). The file is read at most every 60 s;
/// a read that fails keeps the old token; a 401 drops it.</summary>
internal sealed class TokenFileCredentials(string path, string? initial, TimeProvider time) : ICredentialSource
{
    internal static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private Credential? _current = initial is null ? null : Credential.Bearer(initial);
    private DateTimeOffset _readAgainAt = DateTimeOffset.MinValue;

    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_current is null || now >= _readAgainAt)
            {
                _current = Read(_current);
                _readAgainAt = now + CacheTime;
            }

            return new ValueTask<Credential>(_current);
        }
    }

    public bool Reject(Credential credential)
    {
        lock (_gate)
        {
            // Another request may have brought a new one meanwhile.
            if (ReferenceEquals(credential, _current))
                _current = null;
            return true;
        }
    }

    private Credential Read(Credential? old)
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            if (token.Length == 0)
                throw new CredentialException($"the token file {path} is empty; a bearer token is expected");
            // The same object for the same token: a replay with it would be pointless.
            return old?.Authorization?.Parameter == token ? old : Credential.Bearer(token);
        }
        catch (Exception e) when (old is not null && e is IOException or UnauthorizedAccessException or CredentialException)
        {
            return old;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"the token file {path} cannot be read: {e.Message}", e);
        }
    }
}
