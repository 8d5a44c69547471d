using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Members;

public sealed class MemberCheckTests
{
    private static readonly Uri Address = new("https://c.example:6443");

    public static TheoryData<Exception, bool, string, string> Errors => new()
    {
        { FakeErrors.Unauthorized(), true, "Unauthorized", "https://c.example:6443/ answered 401: the credentials in the kubeconfig are not (or no longer) accepted" },
        { FakeErrors.Forbidden(), true, "Forbidden", "https://c.example:6443/ answered 403: forbidden: User \"u\" cannot list resource; grant the role in config/rbac/member/cluster-role.yaml" },
        { FakeErrors.InternalError(), false, "ServerError", "https://c.example:6443/ answered 500: Internal error occurred: boom" },
        { FakeErrors.BadCertificate(), true, "CertificateInvalid", "the certificate of https://c.example:6443/ cannot be verified with the kubeconfig's certificate-authority-data: The remote certificate was rejected" },
        { FakeErrors.Refused(), false, "ConnectionFailed", "https://c.example:6443/: Connection refused" },
        { FakeErrors.Reset(), false, "ConnectionFailed", "https://c.example:6443/: The response ended prematurely." },
        { new StalledException("https://c.example:6443/ gave no answer within 3 s"), false, "Timeout", "https://c.example:6443/ gave no answer within 3 s" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_failure_is_told_and_whether_a_person_is_needed(Exception error, bool needsPerson, string reason, string message)
    {
        var failure = MemberFailure.Of(error, Address);
        Assert.Equal((needsPerson, reason), (failure.NeedsPerson, failure.Reason));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_read_is_not_let_in_although_version_is_open()
    {
        using var client = new FakeKubernetesClient();
        var check = new MemberCheck(client);
        await check.RunAsync(default);
        client.Fake<V1Namespace>().Fault = _ => FakeFault.Fail(FakeErrors.Forbidden());
        Assert.Equal("Forbidden", MemberFailure.Of(await Assert.ThrowsAnyAsync<Exception>(() => check.RunAsync(default)), Address).Reason);
    }

    [Fact]
    public async Task The_version_is_kept_when_the_server_is_gone()
    {
        using var client = new FakeKubernetesClient { Answer = new JsonObject { ["gitVersion"] = "v1.36.2" } };
        var check = new MemberCheck(client);
        Assert.Null(check.Version);
        await check.RunAsync(default);
        client.Fault = FakeFault.Fail(FakeErrors.Refused());
        client.Fake<V1Namespace>().Fault = _ => client.Fault;
        await Assert.ThrowsAnyAsync<Exception>(() => check.RunAsync(default));
        await Assert.ThrowsAnyAsync<Exception>(() => check.RunAsync(default));
        Assert.Equal("v1.36.2", check.Version);
    }

    [Fact]
    public async Task The_version_is_asked_for_once_a_minute_and_after_every_failure()
    {
        using var client = new FakeKubernetesClient { Answer = new JsonObject { ["gitVersion"] = "v1.35.0" } };
        var check = new MemberCheck(client);
        await check.RunAsync(default);
        client.Answer = new JsonObject { ["gitVersion"] = "v1.36.2" };
        for (var look = 1; look < MemberCheck.LooksPerVersion; look++)
            await check.RunAsync(default);
        Assert.Equal("v1.35.0", check.Version);
        await check.RunAsync(default);
        Assert.Equal("v1.36.2", check.Version);

        client.Answer = new JsonObject { ["gitVersion"] = "v1.26.0" };
        client.Fake<V1Namespace>().Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        await Assert.ThrowsAnyAsync<Exception>(() => check.RunAsync(default));
        client.Fake<V1Namespace>().Fault = null;
        // Refused for its version, it is asked each time: the next one may be the upgraded server.
        await Assert.ThrowsAsync<MemberTooOldException>(() => check.RunAsync(default));
        client.Answer = new JsonObject { ["gitVersion"] = "v1.36.3" };
        await check.RunAsync(default);
        Assert.Equal("v1.36.3", check.Version);
    }

    [Theory]
    [InlineData("v1.27.0")]
    [InlineData("v1.27.16-gke.1287000")]
    [InlineData("v1.28.5+k3s1")]
    [InlineData("v1.31.0-eks-a737599")]
    [InlineData("v1.36.2")]
    [InlineData("v1.100.0")]
    [InlineData("v2.0.0")]
    [InlineData("built by hand")]
    [InlineData("")]
    public async Task Versions_that_understand_what_is_written_are_taken(string version)
    {
        using var client = new FakeKubernetesClient { Answer = new JsonObject { ["gitVersion"] = version } };
        var check = new MemberCheck(client);
        await check.RunAsync(default);
        Assert.Equal(version, check.Version);
    }

    [Theory]
    [InlineData("v1.26.15")]
    [InlineData("v1.26.15-eks-1234567")]
    [InlineData("v1.9.0")]
    [InlineData("v0.21.4")]
    public async Task An_older_one_is_refused_with_what_would_be_right(string version)
    {
        using var client = new FakeKubernetesClient { Answer = new JsonObject { ["gitVersion"] = version } };
        var check = new MemberCheck(client);
        var failure = MemberFailure.Of(await Assert.ThrowsAnyAsync<Exception>(() => check.RunAsync(default)), Address);
        Assert.Equal((true, "VersionTooOld", $"https://c.example:6443/ runs Kubernetes {version}; expected 1.27 or later: upgrade the cluster, or take it out of the CloudProvider"), (failure.NeedsPerson, failure.Reason, failure.Message));
        Assert.Equal(version, check.Version);
    }
}
