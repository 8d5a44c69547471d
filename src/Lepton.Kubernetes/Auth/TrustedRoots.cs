using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lepton.Kubernetes.Auth;

/// <summary>The CAs of one cluster: nothing else is trusted for it.</summary>
internal sealed class TrustedRoots(X509Certificate2Collection certificates)
{
    internal X509Certificate2Collection Certificates { get; } = certificates;

    /// <exception cref="CryptographicException">No certificate inside.</exception>
    internal static TrustedRoots FromPem(ReadOnlySpan<byte> pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        if (certificates.Count == 0)
            throw new CryptographicException("no certificate found; PEM with -----BEGIN CERTIFICATE----- is expected");
        return new TrustedRoots(certificates);
    }

    internal bool Contains(X509Certificate2 certificate) =>
        Certificates.Any(c => c.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));
}
