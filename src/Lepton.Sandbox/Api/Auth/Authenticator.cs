using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api.Auth;

/// <summary>Finds out who sends a request: a bearer token, or a client certificate of the sandbox's own CA.</summary>
internal sealed class Authenticator(X509Certificate2 authority)
{
    private readonly ConcurrentDictionary<string, UserInfo> _tokens = new(StringComparer.Ordinal);

    /// <summary>Also asked about tokens that were not added here (those of ServiceAccounts).</summary>
    public Func<string, UserInfo?>? OtherTokens { get; set; }

    public void AddToken(string token, UserInfo user) => _tokens[token] = user;

    public void RevokeToken(string token) => _tokens.TryRemove(token, out _);

    /// <returns>Null for credentials that are wrong; the anonymous user when there are none.</returns>
    public UserInfo? Authenticate(HttpContext http)
    {
        if (http.Connection.ClientCertificate is { } certificate && FromCertificate(certificate) is { } subject)
            return subject;
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return UserInfo.Anonymous;
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? FromToken(header[7..].Trim()) : UserInfo.Anonymous;
    }

    public UserInfo? FromToken(string token)
    {
        var user = _tokens.GetValueOrDefault(token) ?? OtherTokens?.Invoke(token);
        return user is null ? null : user with { Groups = [.. user.Groups, "system:authenticated"] };
    }

    private UserInfo? FromCertificate(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (!chain.Build(certificate))
            return null;
        var (name, groups) = Subject(certificate);
        return name is null ? null : new UserInfo(name, [.. groups, "system:authenticated"]);
    }

    private static (string? Name, List<string> Groups) Subject(X509Certificate2 certificate)
    {
        string? name = null;
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements)
                continue;
            if (part.GetSingleElementType().Value == "2.5.4.3")
                name = part.GetSingleElementValue();
            else if (part.GetSingleElementType().Value == "2.5.4.10")
                groups.Add(part.GetSingleElementValue()!);
        }

        return (name, groups);
    }
}
