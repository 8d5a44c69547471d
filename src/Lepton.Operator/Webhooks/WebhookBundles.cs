using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Webhooks;

/// <summary>Tells API servers whom to trust: the caBundle of our two webhook configurations, and of nobody else's.</summary>
internal sealed partial class WebhookBundles(IKubernetesClient hub, WebhookOptions options, ILogger logger)
{
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>The kinds whose caBundle is kept.</summary>
    public static IReadOnlyList<ResourceDefinition> Kinds { get; } =
    [
        new("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", Namespaced: false),
        new("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", Namespaced: false),
    ];

    public async Task ApplyAsync(string bundle, CancellationToken cancellationToken)
    {
        var wanted = Convert.ToBase64String(Encoding.UTF8.GetBytes(bundle));
        foreach (var kind in Kinds)
        {
            var live = await hub.Resource(kind).TryGetAsync(options.Configuration, cancellationToken: cancellationToken);
            if (live is null)
            {
                if (_missing.Add(kind.Kind))
                    LogMissing(kind.Kind, options.Configuration);
                continue;
            }

            _missing.Remove(kind.Kind);
            var patch = new JsonArray(new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = live.Metadata.ResourceVersion });
            var webhooks = live.Json["webhooks"] as JsonArray ?? [];
            for (var i = 0; i < webhooks.Count; i++)
            {
                if ((string?)webhooks[i]?["clientConfig"]?["caBundle"] != wanted)
                    patch.Add(new JsonObject { ["op"] = "add", ["path"] = $"/webhooks/{i}/clientConfig/caBundle", ["value"] = wanted });
            }

            if (patch.Count > 1)
                await hub.Resource(kind).PatchAsync(options.Configuration, null, Patch.Json(patch), cancellationToken: cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Name} does not exist: writes are not checked until it is applied (config/webhook, or webhooks.enabled in the chart)")]
    private partial void LogMissing(string kind, string name);
}
