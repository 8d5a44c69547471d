using System.Net;
using System.Security.Authentication;
using Lepton.Kubernetes.Http;

namespace Lepton.Operator.Members;

/// <summary>One look at whether a member's API server lives.</summary>
/// <param name="Ok">It answered as it should.</param>
/// <param name="NeedsPerson">It answers, but refuses us, or is not the server we were told: nothing changes until somebody mends it.</param>
internal sealed record ProbeResult(bool Ok, bool NeedsPerson, string Reason, string Message, string? Version)
{
    public static async Task<ProbeResult> TryAsync(IKubernetesClient client, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var version = await client.RequestAsync(HttpMethod.Get, "/version", cancellationToken: linked.Token);
            // /version is open to everybody: whether we are let in shows only on a request that needs rights.
            await client.Resource<Kubernetes.Models.V1Namespace>().ListAsync(options: new ListOptions { Limit = 1, ResourceVersion = "0", MetadataOnly = true }, cancellationToken: linked.Token);
            return new ProbeResult(true, false, "Reachable", "the API server answers", (string?)version?["gitVersion"]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(false, false, "Timeout", $"{client.BaseAddress} did not answer within {timeout.TotalSeconds:0.#} s", null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Explain(e, client.BaseAddress);
        }
    }

    public static ProbeResult Explain(Exception error, Uri address)
    {
        if (error is KubernetesApiException api)
        {
            return api.HttpStatus switch
            {
                HttpStatusCode.Unauthorized => new(false, true, "Unauthorized", $"{address} answered 401: the credentials in the kubeconfig are not (or no longer) accepted; put valid ones into the Secret", null),
                HttpStatusCode.Forbidden => new(false, true, "Forbidden", $"{address} answered 403: {api.Message}; grant the role in config/rbac/member.yaml to the user of the kubeconfig", null),
                _ => new(false, false, "ServerError", $"{address} answered {(int)api.HttpStatus}: {api.Message}", null),
            };
        }

        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
                return new(false, true, "CertificateInvalid", $"the certificate of {address} cannot be verified with the kubeconfig's certificate-authority-data: {inner.Message}", null);
        }

        return new(false, false, "ConnectionFailed", $"{address}: {error.Message}", null);
    }
}
