using System.Security.Cryptography;
using Lepton.ControllerRuntime.Serving;

namespace Lepton.Operator.Dashboard.Access;

/// <summary>
/// What sessions are sealed with: a key derived from the certificate that all replicas serve by, which is their only common secret; without TLS a key of this process, which then is the only
/// one that listens.
/// </summary>
internal sealed class SessionKeys
{
    private const string Purpose = "lepton-operator dashboard sessions 1";
    private readonly IReadOnlyList<byte[]> _own = [RandomNumberGenerator.GetBytes(ServingCertificate.SecretBytes)];
    private volatile ServingCertificate? _certificate;

    /// <summary>The present one first; then the one before it, since replicas learn of a new certificate one after the other.</summary>
    public IReadOnlyList<byte[]> All => _certificate?.SecretsFor(Purpose) ?? _own;

    public void Share(ServingCertificate certificate) => _certificate = certificate;
}
