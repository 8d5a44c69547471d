using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lepton.Testing.Tls;

/// <summary>A certificate authority made on the spot. Keys are elliptic: making them takes no time.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");
    private readonly X509Certificate2 _certificate;

    /// <summary>A root of its own.</summary>
    public TestAuthority(string name = "test-ca")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = AuthorityRequest(name, key).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(30));
    }

    private TestAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>The authority's certificate as a PEM file holds it.</summary>
    public string Pem => _certificate.ExportCertificatePem() + "\n";

    public byte[] PemBytes => Encoding.UTF8.GetBytes(Pem);

    /// <summary>The same in base64, as kubeconfigs hold it.</summary>
    public string PemBase64 => Convert.ToBase64String(PemBytes);

    public X509Certificate2 Certificate => _certificate;

    /// <summary>An intermediate authority below this one.</summary>
    public TestAuthority Intermediate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = AuthorityRequest(name, key).Create(_certificate, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20), RandomNumberGenerator.GetBytes(8));
        return new TestAuthority(issued.CopyWithPrivateKey(key));
    }

    /// <summary>A server's certificate for these names and addresses.</summary>
    public IssuedCertificate Server(params string[] names) => Issue("server", ServerUse, names, TimeSpan.FromDays(-1), TimeSpan.FromDays(10));

    /// <summary>A server's certificate valid from and until then, counted from now.</summary>
    public IssuedCertificate Server(TimeSpan from, TimeSpan until, params string[] names) => Issue("server", ServerUse, names, from, until);

    /// <summary>A client's certificate: the user is the common name, the group the organisation.</summary>
    public IssuedCertificate Client(string user, string group = "system:masters") => Issue($"{user}, O={group}", ClientUse, [], TimeSpan.FromDays(-1), TimeSpan.FromDays(10));

    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest AuthorityRequest(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private IssuedCertificate Issue(string subject, Oid use, string[] names, TimeSpan from, TimeSpan until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], false));
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternative.AddIpAddress(address);
            else
                alternative.AddDnsName(name);
        }

        if (names.Length > 0)
            request.CertificateExtensions.Add(alternative.Build());
        using var issued = request.Create(_certificate, DateTimeOffset.UtcNow + from, DateTimeOffset.UtcNow + until, RandomNumberGenerator.GetBytes(8));
        return new IssuedCertificate(issued.CopyWithPrivateKey(key));
    }
}
