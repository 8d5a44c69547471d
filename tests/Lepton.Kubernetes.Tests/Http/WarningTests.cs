using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;
using Lepton.Testing.Logging;
using Microsoft.Extensions.Logging;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Rule "log only Warning headers with code 299".</summary>
public class WarningTests
{
    [Fact]
    [Trait("Rule", "HTTP/only-warnings-299-are-logged")]
    public async Task OnlyCode299IsLogged()
    {
        await using var server = await ScriptedServer.StartAsync(c =>
        {
            c.Response.Headers.Warning = new[] { "299 - \"unknown field \\\"spec.colour\\\"\"", "199 - \"miscellaneous\"", "299 - \"policy/v1beta1 PodDisruptionBudget is deprecated\"" };
            return c.TextAsync("ok");
        });
        using var log = new LogCollector();
        using var client = server.Client(new KubernetesClientOptions { LoggerFactory = log });
        await client.RequestAsync(HttpMethod.Get, "/api?labelSelector=secret");
        Assert.Equal(
            ["the API server warns about GET /api: unknown field \"spec.colour\"", "the API server warns about GET /api: policy/v1beta1 PodDisruptionBudget is deprecated"],
            log.Of(LogLevel.Warning));
    }
}
