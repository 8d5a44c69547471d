using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Members;

/// <summary>
/// A short-lived token of a ServiceAccount in a member, as the annotations of the Secret with the kubeconfig tell of it. <c>lepton members add</c> makes it, the operator
/// renews it.
/// </summary>
/// <param name="Namespace">Of the account, in the member.</param>
/// <param name="Account">Name of the account.</param>
/// <param name="Expires">When the token ends.</param>
/// <param name="Lifetime">What was asked for; servers may give less.</param>
internal sealed record MemberToken(string Namespace, string Account, DateTimeOffset Expires, TimeSpan Lifetime)
{
    /// <summary>Label of the Secrets that <c>lepton members add</c> made; its value is the member's name.</summary>
    public const string MemberLabel = "lepton.ai/member";

    private const string AccountAnnotation = "lepton.ai/token-account";
    private const string ExpiresAnnotation = "lepton.ai/token-expires";
    private const string LifetimeAnnotation = "lepton.ai/token-lifetime-seconds";

    /// <summary>At half its life: the other half is how long nobody may be there to renew it.</summary>
    public bool IsDue(DateTimeOffset now) => now >= Expires - (Lifetime / 2);

    /// <summary>Null for a Secret whose credentials are not ours to renew.</summary>
    public static MemberToken? Of(V1Secret secret)
    {
        var annotations = secret.Metadata.Annotations;
        if (annotations?.GetValueOrDefault(AccountAnnotation)?.Split('/') is not [{ Length: > 0 } @namespace, { Length: > 0 } account])
            return null;
        return DateTimeOffset.TryParse(annotations.GetValueOrDefault(ExpiresAnnotation), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires)
            && int.TryParse(annotations.GetValueOrDefault(LifetimeAnnotation), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? new MemberToken(@namespace, account, expires, TimeSpan.FromSeconds(seconds))
            : null;
    }

    public JsonObject Annotations() => new()
    {
        [AccountAnnotation] = $"{Namespace}/{Account}",
        [ExpiresAnnotation] = RfcTime.Seconds(Expires),
        [LifetimeAnnotation] = ((int)Lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Asks the member for a token of the account.</summary>
    /// <exception cref="KubernetesApiException">The account is not there, or we may not.</exception>
    public static async Task<(string Token, MemberToken About)> RequestAsync(IKubernetesClient member, string @namespace, string account, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["spec"] = new JsonObject { ["expirationSeconds"] = (int)lifetime.TotalSeconds },
        };
        var answer = await member.RequestAsync(HttpMethod.Post, $"/api/v1/namespaces/{@namespace}/serviceaccounts/{account}/token", body, cancellationToken);
        var status = answer?["status"];
        if ((string?)status?["token"] is not { Length: > 0 } token || !DateTimeOffset.TryParse((string?)status["expirationTimestamp"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires))
            throw new KubernetesResponseException($"{member.BaseAddress} answered a TokenRequest for ServiceAccount {@namespace}/{account} without a token");
        return (token, new MemberToken(@namespace, account, expires, lifetime));
    }

    /// <summary>The kubeconfig with this token for its only user.</summary>
    /// <exception cref="FormatException">It is no kubeconfig with one user.</exception>
    public static byte[] WithToken(byte[] kubeconfig, string token)
    {
        if (KubernetesYaml.Load(Encoding.UTF8.GetString(kubeconfig)) is not JsonObject value || value["users"] is not JsonArray { Count: 1 } users || users[0]?["user"] is not JsonObject user)
            throw new FormatException("it is not a kubeconfig with one user");
        user["token"] = token;
        return Encoding.UTF8.GetBytes(KubernetesYaml.Serialize(value));
    }
}
