using System.Net;
using System.Security.Authentication;
using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Members;

/// <summary>One look at whether a member's API server lives and lets us in.</summary>
internal sealed class MemberCheck(IKubernetesClient client)
{
    /// <summary>As the server last told it.</summary>
    public string? Version { get; private set; }

    /// <summary>
    /// After so many looks (a minute of them) the version is asked for again. A server that was upgraded has been away meanwhile, and is asked at once; the rest is for one
    /// that stands behind a load balancer, so that a quiet operator asks each member one question at a time instead of two.
    /// </summary>
    internal const int LooksPerVersion = 12;

    private int _asked = LooksPerVersion;

    /// <exception cref="Exception">What stands in the way; <see cref="MemberFailure.Of"/> explains it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var looks = _asked + 1;
        // Whatever goes wrong from here on, the next look asks for all.
        _asked = LooksPerVersion;
        var news = looks > LooksPerVersion;
        var version = news ? MemberVersion.Text(await client.RequestAsync(HttpMethod.Get, "/version", cancellationToken: cancellationToken)) : null;
        // /version is open to everybody: whether we are let in shows only on a request that needs rights.
        await client.Resource<V1Namespace>().ListAsync(options: new ListOptions { Limit = 1, ResourceVersion = "0", MetadataOnly = true }, cancellationToken: cancellationToken);
        Version = version ?? Version;
        MemberVersion.Check(Version);
        _asked = news ? 1 : looks;
    }
}

/// <summary>Why a member cannot be used.</summary>
/// <param name="NeedsPerson">It answers, but refuses us, or is not the server we were told: nothing changes until somebody mends it.</param>
/// <param name="Reason">CamelCase, for conditions.</param>
/// <param name="Message">What was found and what would be right.</param>
internal sealed record MemberFailure(bool NeedsPerson, string Reason, string Message)
{
    public static MemberFailure Of(Exception error, Uri address)
    {
        if (error is KubernetesApiException api)
        {
            return api.HttpStatus switch
            {
                HttpStatusCode.Unauthorized => new(true, "Unauthorized", $"{address} answered 401: the credentials in the kubeconfig are not (or no longer) accepted; put valid ones into the Secret"),
                HttpStatusCode.Forbidden => new(true, "Forbidden", $"{address} answered 403: {api.Message}; grant the role in config/rbac/member/cluster-role.yaml to the user of the kubeconfig (`lepton rbac member` prints it)"),
                _ => new(false, "ServerError", $"{address} answered {(int)api.HttpStatus}: {api.Message}"),
            };
        }

        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
                return new(true, "CertificateInvalid", $"the certificate of {address} cannot be verified with the kubeconfig's certificate-authority-data: {inner.Message}");
        }

        if (error is MemberTooOldException)
            return new(true, "VersionTooOld", $"{address} runs {error.Message}");
        return error is StalledException ? new(false, "Timeout", error.Message) : new(false, "ConnectionFailed", $"{address}: {error.Message}");
    }
}
