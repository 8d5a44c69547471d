using Lepton.Api;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Hosting;

/// <summary>Names the definitions that the hub does not serve, while the operator waits for them.</summary>
internal sealed partial class DefinitionCheck(IKubernetesClient hub, ILogger<DefinitionCheck> logger, TimeProvider time)
{
    /// <summary>A hub that answers is read sooner.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <param name="read">Done when all kinds were read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WatchAsync(Task read, CancellationToken cancellationToken)
    {
        var (told, waited) = ("", false);
        while (true)
        {
            await Task.WhenAny(read, Task.Delay(Interval, time, cancellationToken));
            if (read.IsCompleted || cancellationToken.IsCancellationRequested)
                break;
            if (await MissingAsync(cancellationToken) is { } missing && missing != told)
            {
                told = missing;
                waited = true;
                if (missing.Length > 0)
                    LogMissing(missing);
            }
        }

        // They may have been served for a while before all of them were read.
        if (waited && read.IsCompletedSuccessfully)
            LogServed();
    }

    /// <returns>Null when the hub cannot be asked: what reads from it says why.</returns>
    private async Task<string?> MissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            var missing = new List<string>();
            foreach (var definition in LeptonCrds.Types.Select(ResourceDefinition.Of))
            {
                if (await hub.FindResourceAsync(definition.ApiVersion, definition.Kind, cancellationToken) is null)
                    missing.Add($"{definition.QualifiedName}/{definition.Version}");
            }

            return string.Join(", ", missing);
        }
        catch (Exception e) when (e is KubernetesApiException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub does not serve {Definitions}: nothing is decided until it does. Next: kubectl apply --server-side -f config/crd (or helm upgrade with crds.install=true)")]
    private partial void LogMissing(string definitions);

    [LoggerMessage(Level = LogLevel.Information, Message = "The hub serves all definitions now")]
    private partial void LogServed();
}
