using System.Security.Cryptography.X509Certificates;
using Lepton.Operator.Webhooks;

namespace Lepton.Operator.Tests.Webhooks;

public sealed class WebhookCertificatesTests
{
    private static readonly string[] Names = ["hooks.ns.svc", "hooks.ns.svc.cluster.local"];
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_bundle_verifies_the_certificate_for_each_name()
    {
        var made = WebhookCertificates.Create(Names, Now);
        made.Check();
        using var leaf = X509Certificate2.CreateFromPem(made.Certificate);
        Assert.All(Names, n => Assert.True(leaf.MatchesHostname(n)));
        Assert.True(Verifies(made.Bundle, leaf, Now));
        Assert.False(Verifies(WebhookCertificates.Create(Names, Now).Bundle, leaf, Now));
        Assert.Equal(Now.AddDays(90), made.Ends);
    }

    [Fact]
    public void It_is_renewed_a_month_before_it_ends_by_the_same_authority()
    {
        var made = WebhookCertificates.Create(Names, Now);
        Assert.Null(made.Renewed(Names, Now.AddDays(60)));
        var next = made.Renewed(Names, Now.AddDays(60).AddSeconds(1))!;
        Assert.Equal((made.Bundle, made.AuthorityKey), (next.Bundle, next.AuthorityKey));
        Assert.NotEqual(made.Certificate, next.Certificate);
        using var leaf = X509Certificate2.CreateFromPem(next.Certificate);
        Assert.True(Verifies(made.Bundle, leaf, Now.AddDays(140)));
    }

    [Fact]
    public void Another_authority_comes_while_the_old_one_is_still_trusted()
    {
        var made = WebhookCertificates.Create(Names, Now);
        var late = Now.AddDays(250);
        var next = made.Renewed(Names, late)!;
        Assert.NotEqual(made.AuthorityKey, next.AuthorityKey);
        next.Check();
        using var fresh = X509Certificate2.CreateFromPem(next.Certificate);
        Assert.True(Verifies(next.Bundle, fresh, late));
        Assert.Equal(made.Bundle.Trim(), next.Bundle[next.Bundle.LastIndexOf("-----BEGIN", StringComparison.Ordinal)..].Trim());
        // Not again and again.
        Assert.Null(next.Renewed(Names, late.AddDays(1)));
    }

    /// <summary>The operator was away for longer than a certificate, or an authority, lasts.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(400)]
    public void What_has_ended_already_is_replaced_by_what_is_trusted_and_lasts(int daysLater)
    {
        var made = WebhookCertificates.Create(Names, Now);
        var late = Now.AddDays(daysLater);
        using var old = X509Certificate2.CreateFromPem(made.Certificate);
        Assert.False(Verifies(made.Bundle, old, late));
        var next = made.Renewed(Names, late)!;
        next.Check();
        using var leaf = X509Certificate2.CreateFromPem(next.Certificate);
        Assert.True(Verifies(next.Bundle, leaf, late));
        Assert.Equal(late.AddDays(90), next.Ends);
    }

    [Fact]
    public void Another_name_needs_another_certificate() => Assert.NotNull(WebhookCertificates.Create(Names, Now).Renewed(["other.ns.svc"], Now));

    private static bool Verifies(string bundle, X509Certificate2 leaf, DateTimeOffset at)
    {
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = at.UtcDateTime } };
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(bundle);
        return chain.Build(leaf);
    }
}
