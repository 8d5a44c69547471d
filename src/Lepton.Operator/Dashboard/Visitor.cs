using Lepton.Kubernetes.Models;
using Lepton.Operator.Dashboard.Access;
using Microsoft.AspNetCore.Http;

namespace Lepton.Operator.Dashboard;

/// <summary>Who sends a request.</summary>
/// <param name="User">Null where nobody needs to log in.</param>
/// <param name="BySession">They came by the form.</param>
internal sealed record Visitor(V1UserInfo? User, bool BySession)
{
    /// <summary>The cookie with a session's name. Over TLS the prefix keeps other hosts of the domain from setting it.</summary>
    public static string CookieOf(HttpRequest request) => request.IsHttps ? "__Host-lepton-session" : "lepton-session";

    /// <summary>The token of a request: in its header, or of its session.</summary>
    public static (string? Token, bool BySession) TokenOf(HttpRequest request, Sessions sessions)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return (header[7..].Trim(), false);
        return request.Cookies.TryGetValue(CookieOf(request), out var name) ? (sessions.TokenOf(name), true) : (null, false);
    }
}
