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

    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly ILogger _log;
    private readonly ITimer? _timer;
    private byte[] _identity = [];
    private volatile SslStreamCertificateContext _current;

    /// <exception cref="IOException">The files cannot be read or used; they are named.</exception>
    public ServingCertificate(string certificateFile, string keyFile, TimeProvider? time = null, ILogger<ServingCertificate>? log = null)
    {
        (_certificateFile, _keyFile, _log) = (certificateFile, keyFile, log ?? NullLogger<ServingCertificate>.Instance);
        _current = Load() ?? throw new IOException($"{certificateFile} holds nothing");
        _timer = (time ?? TimeProvider.System).CreateTimer(_ => Check(), null, CheckInterval, CheckInterval);
    }

    private ServingCertificate(SslStreamCertificateContext context) =>
        (_certificateFile, _keyFile, _log, _current) = ("", "", NullLogger<ServingCertificate>.Instance, context);

    /// <summary>From PEM texts.</summary>
    /// <exception cref="CryptographicException">They are no certificate and its key.</exception>
    public static ServingCertificate FromPem(string certificate, string key) => new(Parse(certificate, key));

    /// <summary>What a new connection is shown.</summary>
    internal SslStreamCertificateContext Current => _current;

    /// <summary>From now on new connections are shown this one.</summary>
    /// <exception cref="CryptographicException">They are no certificate and its key; the old one stays.</exception>
    public void Replace(string certificate, string key) => _current = Parse(certificate, key);

    public void Dispose() => _timer?.Dispose();

    private void Check()
    {
        try
        {
            if (Load() is not { } changed)
                return;
            _current = changed;
            LogReloaded(_certificateFile, changed.TargetCertificate.NotAfter);
        }
        catch (IOException e)
        {
            // Half-written files: the old ones stay in use, the next look may find the new ones whole.
            LogNotReloaded(e.Message);
        }
    }

    /// <summary>Null when nothing changed since the last time.</summary>
    private SslStreamCertificateContext? Load()
    {
        try
        {
            var (certificate, key) = (File.ReadAllBytes(_certificateFile), File.ReadAllBytes(_keyFile));
            var identity = SHA256.HashData([.. certificate, 0, .. key]);
            if (identity.AsSpan().SequenceEqual(_identity))
                return null;
            var context = Parse(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
            _identity = identity;
            return context;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new IOException($"the serving certificate {_certificateFile} with its key {_keyFile} cannot be used: {e.Message} (PEM files of a certificate and its key are expected)", e);
        }
    }

    private static SslStreamCertificateContext Parse(string certificate, string key)
    {
        var leaf = X509Certificate2.CreateFromPem(certificate, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "the serving certificate {File} changed and is in use now; it is valid until {NotAfter:u}")]
    private partial void LogReloaded(string file, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the old serving certificate stays in use: {Reason}")]
    private partial void LogNotReloaded(string reason);
}
