using Lepton.Kubernetes.Auth;
using Lepton.Kubernetes.Config;
using Microsoft.Extensions.Logging;

namespace Lepton.Kubernetes.Http;

/// <summary>The connections to one server. New certificates mean a new handler; a changed client certificate also ends the connections it opened.
/// An old handler is not disposed while requests may be about to use it: its idle connections end by themselves.</summary>
internal sealed partial class Connections : IDisposable
{
    internal static readonly TimeSpan CheckInterval = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly KubernetesClientConfiguration _config;
    private readonly ImpersonationHeaders _impersonation;
    private readonly KubernetesClientOptions _options;
    private readonly TlsMaterial _material;
    private readonly SocketTracker _sockets;
    private readonly ITimer? _timer;
    private readonly ILogger _log;
    private ClientCertificate? _certificate;
    private HttpMessageInvoker _invoker;
    private bool _disposed;

    internal Connections(KubernetesClientConfiguration config, ImpersonationHeaders impersonation, KubernetesClientOptions options)
    {
        (_config, _impersonation, _options) = (config, impersonation, options);
        _log = options.LoggerFactory.CreateLogger<Connections>();
        _sockets = new SocketTracker(options.MaySend);
        _material = TlsMaterial.Load(config);
        _certificate = _material.Certificate;
        _invoker = NewInvoker();
        if (_material.HasFiles)
            _timer = options.Time.CreateTimer(_ => CheckFiles(), null, CheckInterval, CheckInterval);
    }

    /// <summary>The way to the server with this certificate (of an exec plugin; null: the configuration's own).</summary>
    internal HttpMessageInvoker Invoker(ClientCertificate? certificate)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            certificate ??= _material.Certificate;
            if (!Equals(certificate, _certificate))
                Replace(certificate, close: true);
            return _invoker;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
            _invoker.Dispose();
        }

        _sockets.CloseAll();
    }

    private void CheckFiles()
    {
        try
        {
            lock (_gate)
            {
                if (_disposed || !_material.Refresh(out var certificateChanged))
                    return;
                LogReloaded(_config.Host);
                Replace(certificateChanged ? _material.Certificate : _certificate, close: certificateChanged);
            }
        }
        catch (KubeconfigException e)
        {
            // The old ones stay in use; the next check may find the files whole again.
            LogNotReloaded(_config.Host, e.Message);
        }
    }

    private void Replace(ClientCertificate? certificate, bool close)
    {
        _certificate = certificate;
        _invoker = NewInvoker();
        if (close)
            _sockets.CloseAll();
    }

    private HttpMessageInvoker NewInvoker() =>
        new(HandlerFactory.Create(_config, _material.Roots, _certificate, _sockets, _impersonation, _options), disposeHandler: true);

    [LoggerMessage(Level = LogLevel.Information, Message = "certificates of {Host} changed on disk and are in use now")]
    private partial void LogReloaded(string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "certificates of {Host} changed on disk but cannot be used, the old ones stay: {Reason}")]
    private partial void LogNotReloaded(string host, string reason);
}
