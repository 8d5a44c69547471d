using Lepton.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api.Auth;

/// <summary>Acting as someone else, for those who may.</summary>
internal static class Impersonation
{
    /// <exception cref="ApiStatusException">403: the user may not impersonate.</exception>
    public static UserInfo Apply(HttpRequest request, UserInfo user, RequestInfo info, Authorizer authorizer)
    {
        var name = request.Headers["Impersonate-User"].ToString();
        if (name.Length == 0)
            return user;
        var groups = request.Headers["Impersonate-Group"].Select(g => g ?? "").ToList();
        if (!authorizer.IsAllowed(user, new AccessAttributes("impersonate") { Resource = "users", Name = name })
            || groups.Exists(g => !authorizer.IsAllowed(user, new AccessAttributes("impersonate") { Resource = "groups", Name = g })))
        {
            throw Authorizer.Denied(user, info, $"impersonate-on:user-info:{info.Verb}");
        }

        if (name.StartsWith("system:serviceaccount:", StringComparison.Ordinal))
            groups.AddRange(["system:serviceaccounts", "system:serviceaccounts:" + name.Split(':')[2]]);
        if (name != UserInfo.Anonymous.Name && !groups.Contains("system:authenticated"))
            groups.Add("system:authenticated");
        return new UserInfo(name, groups);
    }
}
