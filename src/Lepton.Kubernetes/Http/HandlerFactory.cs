using System.Net;
using System.Net.Security;
using System.Text;
using Lepton.Kubernetes.Auth;
using Lepton.Kubernetes.Config;

namespace Lepton.Kubernetes.Http;

/// <summary>Makes the handler that carries one configuration's connections.</summary>
internal static class HandlerFactory
{
    internal static SocketsHttpHandler Create(KubernetesClientConfiguration config, TrustedRoots? roots, ClientCertificate? certificate, SocketTracker sockets, ImpersonationHeaders impersonation, KubernetesClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = config.DisableCompression ? DecompressionMethods.None : DecompressionMethods.GZip,
            ConnectCallback = sockets.ConnectAsync,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            EnableMultipleHttp2Connections = true,
            // A connection that died without a word is noticed, watch or no watch.
            KeepAlivePingDelay = options.KeepAlivePingDelay,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ActivityHeadersPropagator = null,
            SslOptions = Tls(config, roots, certificate),
        };
        if (impersonation.NeedsHttp11)
            handler.PlaintextStreamFilter = (context, _) => new ValueTask<Stream>(impersonation.Wrap(context.PlaintextStream));
        if (config.ProxyUrl is { } proxy)
            handler.Proxy = new WebProxy(proxy) { Credentials = ProxyCredentials(proxy) };
        return handler;
    }

    private static SslClientAuthenticationOptions Tls(KubernetesClientConfiguration config, TrustedRoots? roots, ClientCertificate? certificate)
    {
        var tls = new SslClientAuthenticationOptions { ClientCertificateContext = certificate?.Context };
        if (config.SkipTlsVerify)
#pragma warning disable CA5359 // The user asked for exactly this, by insecure-skip-tls-verify.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        else
            tls.RemoteCertificateValidationCallback = new ServerCertificateCheck(roots, config.TlsServerName ?? new Uri(config.Host).IdnHost).Verify;
        return tls;
    }

    private static NetworkCredential? ProxyCredentials(Uri proxy)
    {
        if (proxy.UserInfo.Length == 0)
            return null;
        var parts = proxy.UserInfo.Split(':', 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
