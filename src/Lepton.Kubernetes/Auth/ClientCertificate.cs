using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lepton.Kubernetes.Auth;

/// <summary>A certificate with its key and the intermediates to send along, ready for TLS.</summary>
internal sealed class ClientCertificate : IEquatable<ClientCertificate>
{
    private readonly byte[] _identity;

    private ClientCertificate(SslStreamCertificateContext context, byte[] identity)
    {
        Context = context;
        _identity = identity;
    }

    internal SslStreamCertificateContext Context { get; }

    /// <exception cref="CryptographicException">Not a certificate and its key.</exception>
    internal static ClientCertificate FromPem(ReadOnlySpan<byte> certificatePem, ReadOnlySpan<byte> keyPem)
    {
        var (certificate, key) = (Encoding.UTF8.GetString(certificatePem), Encoding.UTF8.GetString(keyPem));
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw new CryptographicException("the key is encrypted; a key without a password is expected");
        var leaf = X509Certificate2.CreateFromPem(certificate, key);
        // Windows cannot use keys that exist in memory only.
        if (OperatingSystem.IsWindows())
            leaf = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificate);
        var intermediates = new X509Certificate2Collection(all.Where(c => !c.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span)).ToArray());
        var identity = SHA256.HashData([.. certificatePem, 0, .. keyPem]);
        return new ClientCertificate(SslStreamCertificateContext.Create(leaf, intermediates, offline: true), identity);
    }

    public bool Equals(ClientCertificate? other) => other is not null && _identity.AsSpan().SequenceEqual(other._identity);

    public override bool Equals(object? obj) => Equals(obj as ClientCertificate);

    public override int GetHashCode() => BitConverter.ToInt32(_identity);
}
