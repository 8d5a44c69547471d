using System.Net;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Rules that are settings of .NET's handler.</summary>
public class HandlerTests
{
    private static readonly KubernetesClientConfiguration Config = new() { Host = "https://h" };

    [Fact]
    [Trait("Rule", "HTTP/http2-ping-after-30-s-dead-15-s-later")]
    public void PingsAfterThirtySecondsAndDeadFifteenLater()
    {
        using var handler = Create(Config);
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15), HttpKeepAlivePingPolicy.Always), (handler.KeepAlivePingDelay, handler.KeepAlivePingTimeout, handler.KeepAlivePingPolicy));
    }

    [Fact]
    [Trait("Rule", "Credentials/proxy-url-beats-the-environment")]
    public void TheProxyOfTheKubeconfigBeatsTheEnvironments()
    {
        using var usual = Create(Config);
        using var own = Create(new KubernetesClientConfiguration { Host = "https://h", ProxyUrl = new Uri("http://proxy:3128") });
        Assert.True(usual.UseProxy);
        Assert.Null(usual.Proxy);
        Assert.Equal(new Uri("http://proxy:3128"), Assert.IsType<WebProxy>(own.Proxy).GetProxy(new Uri("https://localhost")));
    }

    [Fact]
    public void NoRedirectsNoCookies()
    {
        using var handler = Create(Config);
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.Equal(TimeSpan.FromSeconds(30), handler.ConnectTimeout);
    }

    private static SocketsHttpHandler Create(KubernetesClientConfiguration config) =>
        HandlerFactory.Create(config, null, null, new SocketTracker(), new ImpersonationHeaders(config), KubernetesClientOptions.Default);
}
