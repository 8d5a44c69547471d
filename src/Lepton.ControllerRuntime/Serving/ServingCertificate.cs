using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.ControllerRuntime.Serving;

/// <summary>
/// A server's certificate and key: from PEM files that somebody else replaces while we run (cert-manager, a Secret's volume) and that are read again every 10 s, or from texts that
/// are replaced by <see cref="Replace"/>.
/// </summary>
public sealed partial class ServingCertificate : IDisposable
{
    public static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(10);

    /// <summary>Length of a derived secret.</summary>
    public const int SecretBytes = 32;

    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly ILogger _log;
    private readonly ITimer? _timer;
    private byte[] _identity = [];
    private volatile Pair _current;
    private volatile byte[]? _former;

    /// <exception cref="IOException">The files cannot be read or used; they are named.</exception>
    public ServingCertificate(string certificateFile, string keyFile, TimeProvider? time = null, ILogger<ServingCertificate>? log = null)
    {
        (_certificateFile, _keyFile, _log) = (certificateFile, keyFile, log ?? NullLogger<ServingCertificate>.Instance);
        _current = Load() ?? throw new IOException($"{certificateFile} holds nothing");
        _timer = (time ?? TimeProvider.System).CreateTimer(_ => Check(), null, CheckInterval, CheckInterval);
    }

    private ServingCertificate(Pair pair) => (_certificateFile, _keyFile, _log, _current) = ("", "", NullLogger<ServingCertificate>.Instance, pair);

    /// <summary>From PEM texts.</summary>
    /// <exception cref="CryptographicException">They are no certificate and its key.</exception>
    public static ServingCertificate FromPem(string certificate, string key) => new(Parse(certificate, key));

    /// <summary>What a new connection is shown.</summary>
    internal SslStreamCertificateContext Current => _current.Context;

    /// <summary>
    /// Secrets that everybody who serves by the same key derives alike (HKDF, RFC 5869, with SHA-256, over the private key), and nobody else: the present key's, then that of the key before it.
    /// </summary>
    /// <param name="purpose">Another purpose gives another secret.</param>
    public IReadOnlyList<byte[]> SecretsFor(string purpose) => _former is { } former ? [Derive(_current.Key, purpose), Derive(former, purpose)] : [Derive(_current.Key, purpose)];

    /// <summary>From now on new connections are shown this one.</summary>
    /// <exception cref="CryptographicException">They are no certificate and its key; the old one stays.</exception>
    public void Replace(string certificate, string key) => Take(Parse(certificate, key));

    public void Dispose() => _timer?.Dispose();

    private void Check()
    {
        try
        {
            if (Load() is not { } changed)
                return;
            Take(changed);
            LogReloaded(_certificateFile, changed.Context.TargetCertificate.NotAfter);
        }
        catch (IOException e)
        {
            // Half-written files: the old ones stay in use, the next look may find the new ones whole.
            LogNotReloaded(e.Message);
        }
    }

    /// <summary>Null when nothing changed since the last time.</summary>
    private Pair? Load()
    {
        try
        {
            var (certificate, key) = (File.ReadAllBytes(_certificateFile), File.ReadAllBytes(_keyFile));
            var identity = SHA256.HashData([.. certificate, 0, .. key]);
            if (identity.AsSpan().SequenceEqual(_identity))
                return null;
            var pair = Parse(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
            _identity = identity;
            return pair;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new IOException($"the serving certificate {_certificateFile} with its key {_keyFile} cannot be used: {e.Message} (PEM files of a certificate and its key are expected)", e);
        }
    }

    private void Take(Pair next)
    {
        if (!_current.Key.AsSpan().SequenceEqual(next.Key))
            _former = _current.Key;
        _current = next;
    }

    private static byte[] Derive(byte[] key, string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, SecretBytes, info: Encoding.UTF8.GetBytes(purpose));

    private static Pair Parse(string certificate, string key)
    {
        var leaf = X509Certificate2.CreateFromPem(certificate, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return new Pair(SslStreamCertificateContext.Create(leaf, chain, offline: true), Convert.FromBase64String(key[PemEncoding.Find(key).Base64Data]));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "the serving certificate {File} changed and is in use now; it is valid until {NotAfter:u}")]
    private partial void LogReloaded(string file, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the old serving certificate stays in use: {Reason}")]
    private partial void LogNotReloaded(string reason);

    /// <param name="Key">The private key's bytes, without the text around them.</param>
    private sealed record Pair(SslStreamCertificateContext Context, byte[] Key);
}
