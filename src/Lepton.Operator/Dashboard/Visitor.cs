using Lepton.Kubernetes.Models;
using Lepton.Operator.Dashboard.Access;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace Lepton.Operator.Dashboard;

/// <summary>Who sends a request.</summary>
/// <param name="User">Null where nobody needs to log in.</param>
/// <param name="BySession">They came by the form.</param>
internal sealed record Visitor(V1UserInfo? User, bool BySession)
{
    /// <summary>Browsers keep 4 KiB of a cookie; tokens with many groups are longer.</summary>
    private static readonly ChunkingCookieManager Cookies = new();

    /// <summary>For what a session's cookie holds; null deletes it.</summary>
    public static void SetSession(HttpContext context, string? value)
    {
        var options = new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/" };
        if (value is null)
            Cookies.DeleteCookie(context, NameOf(context.Request), options);
        else
            Cookies.AppendResponseCookie(context, NameOf(context.Request), value, options);
    }

    /// <summary>What the session's cookie holds.</summary>
    public static string? SessionOf(HttpRequest request) => Cookies.GetRequestCookie(request.HttpContext, NameOf(request));

    /// <summary>The token of a request: in its header, or of its session.</summary>
    public static (string? Token, bool BySession) TokenOf(HttpRequest request, Sessions sessions)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return (header[7..].Trim(), false);
        return SessionOf(request) is { } session ? (sessions.TokenOf(session), true) : (null, false);
    }

    /// <summary>Over TLS the prefix keeps other hosts of the domain from setting it.</summary>
    private static string NameOf(HttpRequest request) => request.IsHttps ? "__Host-lepton-session" : "lepton-session";
}
