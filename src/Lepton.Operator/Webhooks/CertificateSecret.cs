using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Webhooks;

/// <summary>
/// Keeps the certificates of all replicas in one Secret. Every replica may make and renew them; of two at once one gets a conflict and reads what the other wrote.
/// </summary>
internal sealed class CertificateSecret(IKubernetesClient hub, string @namespace, WebhookOptions options, TimeProvider time)
{
    private const string BundleKey = "ca.crt";
    private const string AuthorityKey = "ca.key";
    private const string CertificateKey = "tls.crt";
    private const string PrivateKey = "tls.key";

    private IReadOnlyList<string> Names => [$"{options.Service}.{@namespace}.svc", $"{options.Service}.{@namespace}.svc.cluster.local", .. options.FurtherNames];

    /// <summary>The certificates as they stand; made or renewed if they have to be.</summary>
    /// <exception cref="KubernetesApiException">The Secret cannot be read or written.</exception>
    public async Task<WebhookCertificates> EnsureAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var secret = await hub.Resource<V1Secret>().TryGetAsync(options.Secret, @namespace, cancellationToken);
            var known = secret is null ? null : Read(secret);
            var next = known is null ? WebhookCertificates.Create(Names, time.GetUtcNow()) : known.Renewed(Names, time.GetUtcNow());
            if (next is null)
                return known!;
            try
            {
                await WriteAsync(secret, next, cancellationToken);
                return next;
            }
            catch (KubernetesApiException e) when ((e.IsConflict || e.IsNotFound || e.IsAlreadyExists) && attempt < 5)
            {
                // Another replica was quicker.
            }
        }
    }

    private Task WriteAsync(V1Secret? secret, WebhookCertificates value, CancellationToken cancellationToken)
    {
        var data = new Dictionary<string, byte[]>
        {
            [BundleKey] = Encoding.UTF8.GetBytes(value.Bundle),
            [AuthorityKey] = Encoding.UTF8.GetBytes(value.AuthorityKey),
            [CertificateKey] = Encoding.UTF8.GetBytes(value.Certificate),
            [PrivateKey] = Encoding.UTF8.GetBytes(value.Key),
        };
        if (secret is null)
            return hub.Resource<V1Secret>().CreateAsync(new V1Secret { Metadata = { Name = options.Secret, Namespace = @namespace }, Type = "Opaque", Data = data }, cancellationToken: cancellationToken);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = secret.Metadata.ResourceVersion },
            ["data"] = new JsonObject([.. data.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Convert.ToBase64String(d.Value)))]),
        };
        return hub.Resource<V1Secret>().PatchAsync(options.Secret, @namespace, Patch.Merge(patch), cancellationToken: cancellationToken);
    }

    /// <summary>Null for a Secret that does not hold what it should: it is made anew.</summary>
    private static WebhookCertificates? Read(V1Secret secret)
    {
        if (Text(secret, BundleKey) is not { } bundle || Text(secret, AuthorityKey) is not { } authority || Text(secret, CertificateKey) is not { } certificate || Text(secret, PrivateKey) is not { } key)
            return null;
        var read = new WebhookCertificates(bundle, authority, certificate, key);
        try
        {
            read.Check();
            return read;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Text(V1Secret secret, string key) => secret.Data?.GetValueOrDefault(key) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
