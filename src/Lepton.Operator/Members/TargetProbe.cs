using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Emission;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>Asks the ready replicas at the target of a move, through the API server of their cluster, whether they answer as the policy expects.</summary>
internal sealed class TargetProbe(MemberRegistry members)
{
    /// <summary>Pods asked in one look, at most: a large model is judged by so many of each placement.</summary>
    private const int Most = 32;

    private const int AtOnce = 8;

    /// <returns>What the first of them said instead, as the end of a sentence; null when all answer as expected, or nothing is asked.</returns>
    public async Task<string?> AskAsync(LeptonModel model, ModelKey key, MigrationPolicy policy, CancellationToken cancellationToken)
    {
        if (model.Status?.Migration is not { Phase: MigrationPhase.Starting or MigrationPhase.Verifying } || policy.Verification.HttpGet is not { } probe || PortOf(model, probe) is not { } port)
            return null;
        foreach (var placement in (model.Status.Placements ?? []).Where(p => p.State != PlacementState.Draining && p.ReadyReplicas > 0))
        {
            if (members.Find(placement.Cluster) is not { Healthy: true } member)
                continue;
            var problem = await AskAsync(member.Client, member.Caches.ReadyPods(key, Names.Placement(placement.Pool)).Take(Most), key, probe, port, cancellationToken);
            if (problem is not null)
                return $"{problem} in {placement.Cluster}";
        }

        return null;
    }

    /// <summary>The first problem in the order of names, so that the same trouble reads the same each time.</summary>
    private static async Task<string?> AskAsync(IKubernetesClient client, IEnumerable<string> pods, ModelKey key, VerificationProbe probe, int port, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(AtOnce);
        var answers = await Task.WhenAll(pods.Order(StringComparer.Ordinal).Select(async pod =>
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                return await AskAsync(client, key.Namespace, pod, probe, port, cancellationToken);
            }
            finally
            {
                gate.Release();
            }
        }));
        return answers.FirstOrDefault(a => a is not null);
    }

    private static async Task<string?> AskAsync(IKubernetesClient client, string @namespace, string pod, VerificationProbe probe, int port, CancellationToken cancellationToken)
    {
        var scheme = probe.Scheme == ProbeScheme.HTTPS ? "https:" : "";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(probe.TimeoutSeconds));
        string found;
        try
        {
            var status = await client.StatusAsync($"/api/v1/namespaces/{@namespace}/pods/{scheme}{pod}:{port}/proxy{probe.Path}", patience.Token);
            if (probe.ExpectedStatus is null || status == probe.ExpectedStatus)
                return null;
            found = $"{status}";
        }
        catch (KubernetesApiException e) when ((int)e.HttpStatus == probe.ExpectedStatus)
        {
            return null;
        }
        catch (KubernetesApiException e)
        {
            found = $"{(int)e.HttpStatus} ({e.Message})";
        }
        catch (HttpRequestException e)
        {
            found = e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            found = $"nothing within {probe.TimeoutSeconds} s";
        }

        return $"GET {probe.Path} on port {port} of pod {pod}: found {found}, expected {probe.ExpectedStatus?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "200 to 299"} (migration.verification.httpGet)";
    }

    private static int? PortOf(LeptonModel model, VerificationProbe probe) =>
        model.Spec.Ports is { Count: > 0 } ports ? probe.Port ?? ports[0].ContainerPort : null;
}
