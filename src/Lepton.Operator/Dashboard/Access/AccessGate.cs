using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Dashboard.Access;

/// <summary>Asks the hub whose token it is and what they may do. Tokens are kept as hashes here, and are in no message.</summary>
internal sealed class AccessGate(IKubernetesClient hub, TimeSpan lifetime, TimeProvider time) : IDisposable
{
    /// <summary>No token of a hub is longer; what is, is not asked of it.</summary>
    private const int LongestToken = 16 * 1024;

    private const int Most = 4096;

    /// <summary>Guessing must not keep the hub busy.</summary>
    private readonly SemaphoreSlim _few = new(4, 4);

    private readonly ConcurrentDictionary<string, (V1UserInfo User, DateTimeOffset Until)> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string User, AccessQuestion Question), (bool Allowed, DateTimeOffset Until)> _answers = new();

    /// <returns>Null when the hub does not accept the token (any more).</returns>
    /// <exception cref="KubernetesApiException">The operator may not ask, or the hub cannot answer.</exception>
    public async Task<V1UserInfo?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > LongestToken || token.Any(char.IsControl))
            return null;
        var key = Hash(token);
        if (_users.TryGetValue(key, out var known) && known.Until > time.GetUtcNow())
            return known.User;
        var review = await AskAsync(hub.Resource<V1TokenReview>(), new V1TokenReview { Spec = { Token = token } }, cancellationToken);
        if (review.Status is not { Authenticated: true, User: { Username.Length: > 0 } user })
        {
            _users.TryRemove(key, out _);
            return null;
        }

        if (_users.Count >= Most)
            _users.Clear();
        _users[key] = (user, time.GetUtcNow() + lifetime);
        return user;
    }

    /// <inheritdoc cref="AuthenticateAsync" path="/exception"/>
    public async Task<bool> MayAsync(V1UserInfo user, AccessQuestion question, CancellationToken cancellationToken)
    {
        // Groups decide too: the same name with others is another answer.
        var key = (Hash($"{user.Username}\n{string.Join('\n', user.Groups ?? [])}"), question);
        if (_answers.TryGetValue(key, out var known) && known.Until > time.GetUtcNow())
            return known.Allowed;
        var review = new V1SubjectAccessReview { Spec = { User = user.Username, Uid = user.Uid, Groups = user.Groups, Extra = user.Extra, ResourceAttributes = question.Attributes } };
        var allowed = (await AskAsync(hub.Resource<V1SubjectAccessReview>(), review, cancellationToken)).Status?.Allowed == true;
        if (_answers.Count >= Most)
            _answers.Clear();
        _answers[key] = (allowed, time.GetUtcNow() + lifetime);
        return allowed;
    }

    public void Dispose() => _few.Dispose();

    private async Task<T> AskAsync<T>(IResourceClient<T> reviews, T review, CancellationToken cancellationToken) where T : KubernetesObject
    {
        await _few.WaitAsync(cancellationToken);
        try
        {
            return await reviews.CreateAsync(review, cancellationToken: cancellationToken);
        }
        finally
        {
            _few.Release();
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
