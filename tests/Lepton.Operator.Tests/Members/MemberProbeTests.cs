using Lepton.Operator.Members;
using Lepton.Testing.Fakes;
using Lepton.Testing.Time;

namespace Lepton.Operator.Tests.Members;

public sealed class MemberProbeTests
{
    private static readonly Uri Address = new("https://c.example:6443");

    public static TheoryData<Exception, bool, string, string> Errors => new()
    {
        { FakeErrors.Unauthorized(), true, "Unauthorized", "https://c.example:6443/ answered 401: the credentials in the kubeconfig are not (or no longer) accepted" },
        { FakeErrors.Forbidden(), true, "Forbidden", "https://c.example:6443/ answered 403: forbidden: User \"u\" cannot list resource; grant the role in config/rbac/member.yaml" },
        { FakeErrors.InternalError(), false, "ServerError", "https://c.example:6443/ answered 500: Internal error occurred: boom" },
        { FakeErrors.BadCertificate(), true, "CertificateInvalid", "the certificate of https://c.example:6443/ cannot be verified with the kubeconfig's certificate-authority-data: The remote certificate was rejected" },
        { FakeErrors.Refused(), false, "ConnectionFailed", "https://c.example:6443/: Connection refused" },
        { FakeErrors.Reset(), false, "ConnectionFailed", "https://c.example:6443/: The response ended prematurely." },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_failure_is_told_and_whether_a_person_is_needed(Exception error, bool needsPerson, string reason, string message)
    {
        var result = ProbeResult.Explain(error, Address);
        Assert.Equal((false, needsPerson, reason), (result.Ok, result.NeedsPerson, result.Reason));
        Assert.StartsWith(message, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_in_time()
    {
        var time = new FakeTimeProvider();
        using var client = new FakeKubernetesClient { Fault = FakeFault.Hang };
        var probe = ProbeResult.TryAsync(client, TimeSpan.FromSeconds(3), time, default);
        await time.AdvanceUntilAsync(() => probe.IsCompleted);
        Assert.Equal((false, false, "Timeout", "https://fake.invalid:6443/ did not answer within 3 s"), Of(await probe));
        Assert.True(time.Elapsed >= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Who_may_not_read_is_not_reachable_although_version_is_open()
    {
        using var client = new FakeKubernetesClient();
        client.Fake<Lepton.Kubernetes.Models.V1Namespace>().Fault = _ => FakeFault.Fail(FakeErrors.Forbidden());
        Assert.Equal("Forbidden", (await ProbeResult.TryAsync(client, TimeSpan.FromSeconds(3), TimeProvider.System, default)).Reason);
    }

    [Fact]
    public async Task The_end_of_the_program_is_no_failure_of_the_member()
    {
        using var client = new FakeKubernetesClient { Fault = FakeFault.Hang };
        using var end = new CancellationTokenSource();
        var probe = ProbeResult.TryAsync(client, TimeSpan.FromSeconds(3), new FakeTimeProvider(), end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
    }

    private static (bool, bool, string, string) Of(ProbeResult result) => (result.Ok, result.NeedsPerson, result.Reason, result.Message);
}
