using Lepton.Kubernetes.Auth;

namespace Lepton.Kubernetes.Tests.Auth;

/// <summary>Rules "apiVersion must match; token, or both certificate and key".</summary>
public class ExecAnswerTests
{
    private const string V1 = "client.authentication.k8s.io/v1";

    [Fact]
    public void ATokenWithItsExpiry()
    {
        var answer = Parse("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{},"status":{"token":"abc","expirationTimestamp":"2026-01-31T12:00:00Z"}}""");
        Assert.Equal(("abc", new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)), (answer.Token, answer.Expiry));
    }

    [Fact]
    [Trait("Rule", "Credentials/exec-token-or-certificate-and-key")]
    public void ACertificateWithItsKey()
    {
        var answer = Parse("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientCertificateData":"c","clientKeyData":"k"}}""");
        Assert.Equal((null, "c", "k", null), (answer.Token, answer.CertificatePem, answer.KeyPem, answer.Expiry));
    }

    [Theory]
    [InlineData("", "not a JSON object")]
    [InlineData("secret-token-printed-bare", "not a JSON object")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"kind":"Token"}""", "kind \"Token\"")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}""", "asks for client.authentication.k8s.io/v1")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}""", "without a status")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":""}}""", "neither a token nor a certificate")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t","clientCertificateData":"c"}}""", "only a certificate")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"k"}}""", "only a key")]
    [InlineData("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t","expirationTimestamp":"soon"}}""", "no time such as")]
    [InlineData("""{"kind":7,"apiVersion":{},"status":[]}""", "kind \"\"")]
    [Trait("Rule", "Credentials/exec-api-version-must-match")]
    [Trait("Rule", "Credentials/exec-token-or-certificate-and-key")]
    public void AnythingElseIsRefusedWithoutShowingIt(string output, string expected)
    {
        var e = Assert.Throws<CredentialException>(() => Parse(output));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains("my-plugin", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", e.ToString(), StringComparison.Ordinal);
    }

    private static ExecAnswer Parse(string output) => ExecCredentialMessage.Parse(output, "my-plugin", V1);
}
