using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lepton.Operator.Webhooks;

/// <summary>An authority of our own and the certificate it gave us, all PEM.</summary>
/// <param name="Bundle">What servers trust: the present authority and, while certificates of it may be in use, the one before.</param>
/// <param name="AuthorityKey">Of the present authority, which is the first in the bundle.</param>
internal sealed record WebhookCertificates(string Bundle, string AuthorityKey, string Certificate, string Key)
{
    private const string AuthorityName = "CN=lepton-operator webhooks";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(365);
    private static readonly TimeSpan CertificateLife = TimeSpan.FromDays(90);

    /// <summary>An authority is replaced while it outlives every certificate that it may still give.</summary>
    private static readonly TimeSpan AuthorityRest = TimeSpan.FromDays(120);

    private static readonly TimeSpan CertificateRest = TimeSpan.FromDays(30);

    /// <summary>Clocks differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    /// <summary>When the certificate ends.</summary>
    public DateTimeOffset Ends => EndOf(Certificate);

    /// <param name="names">DNS names of the server, the first being its common name.</param>
    public static WebhookCertificates Create(IReadOnlyList<string> names, DateTimeOffset now)
    {
        var (authority, key) = NewAuthority(now);
        return Issue(authority, authority, key, names, now);
    }

    /// <summary>These, or what has to take their place: null when they are good for a while.</summary>
    public WebhookCertificates? Renewed(IReadOnlyList<string> names, DateTimeOffset now)
    {
        if (EndOf(Bundle) - now < AuthorityRest)
        {
            // The old one stays trusted: replicas use its certificate until they read the new one, servers the old bundle until it is patched.
            var (authority, key) = NewAuthority(now);
            return Issue($"{authority}\n{First(Bundle)}", authority, key, names, now);
        }

        return Ends - now < CertificateRest || !Covers(names) ? Issue(Bundle, First(Bundle), AuthorityKey, names, now) : null;
    }

    /// <exception cref="CryptographicException">It is no PEM, or the key is not the certificate's.</exception>
    public void Check()
    {
        using var leaf = X509Certificate2.CreateFromPem(Certificate, Key);
        using var authority = X509Certificate2.CreateFromPem(First(Bundle), AuthorityKey);
    }

    private bool Covers(IReadOnlyList<string> names)
    {
        using var leaf = X509Certificate2.CreateFromPem(Certificate);
        return names.All(n => leaf.MatchesHostname(n, allowWildcards: false, allowCommonName: false));
    }

    private static (string Certificate, string Key) NewAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(AuthorityName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - Skew, now + AuthorityLife);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static WebhookCertificates Issue(string bundle, string authority, string authorityKey, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var issuer = X509Certificate2.CreateFromPem(authority, authorityKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var (first, last) = (Utc(issuer.NotBefore), Utc(issuer.NotAfter));
        var begin = now - Skew > first ? now - Skew : first;
        var end = now + CertificateLife < last ? now + CertificateLife : last;
        using var certificate = request.Create(issuer, begin, end, RandomNumberGenerator.GetBytes(16));
        return new WebhookCertificates(bundle, authorityKey, certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static DateTimeOffset EndOf(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(First(pem));
        return Utc(certificate.NotAfter);
    }

    private static DateTimeOffset Utc(DateTime time) => new(time.ToUniversalTime(), TimeSpan.Zero);

    private static string First(string pem) => PemEncoding.TryFind(pem, out var fields) ? pem[fields.Location] : pem;
}
