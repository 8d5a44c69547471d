using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Api;

/// <summary>Who sends a request.</summary>
/// <param name="CredentialId">Which credential was shown, for tokens of service accounts.</param>
internal sealed record UserInfo(string Name, IReadOnlyList<string> Groups, string? Uid = null, string? CredentialId = null)
{
    public static UserInfo Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    public bool IsIn(string group) => Groups.Contains(group);

    /// <summary>The authentication.k8s.io/v1 UserInfo.</summary>
    public JsonObject ToJson()
    {
        var user = new JsonObject { ["username"] = Name };
        if (Uid is not null)
            user["uid"] = Uid;
        user["groups"] = new JsonArray([.. Groups.Select(g => (JsonNode)g)]);
        if (CredentialId is not null)
            user["extra"] = new JsonObject { ["authentication.kubernetes.io/credential-id"] = new JsonArray(CredentialId) };
        return user;
    }
}
