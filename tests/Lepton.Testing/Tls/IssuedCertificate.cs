using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lepton.Testing.Tls;

/// <summary>A certificate with its key.</summary>
public sealed class IssuedCertificate(X509Certificate2 certificate) : IDisposable
{
    public X509Certificate2 Certificate => certificate;

    public string Pem => certificate.ExportCertificatePem() + "\n";

    public string KeyPem => certificate.GetECDsaPrivateKey()!.ExportECPrivateKeyPem() + "\n";

    public byte[] PemBytes => Encoding.UTF8.GetBytes(Pem);

    public byte[] KeyPemBytes => Encoding.UTF8.GetBytes(KeyPem);

    public string PemBase64 => Convert.ToBase64String(PemBytes);

    public string KeyPemBase64 => Convert.ToBase64String(KeyPemBytes);

    public void Dispose() => certificate.Dispose();
}
