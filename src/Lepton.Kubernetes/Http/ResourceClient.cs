using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Http;

/// <summary>The verbs on one resource over HTTP.</summary>
internal sealed partial class ResourceClient<T>(ApiTransport transport, ResourceDefinition resource) : IResourceClient<T> where T : class, IKubernetesObject
{
    private readonly ResourcePaths _paths = new(resource);

    public ResourceDefinition Definition => resource;

    private long MaxObjectBytes => transport.Options.MaxObjectBytes;

    private async Task<T> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var limited = request with { MaxBytes = MaxObjectBytes };
        var value = await transport.SendAsync(limited, (response, token) => Answers.ReadAsync<T>(limited, response, token), cancellationToken);
        return Answers.Complete(value, resource);
    }

    private Task DiscardAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var limited = request with { MaxBytes = transport.Options.MaxListBytes };
        return transport.SendAsync(limited, (response, token) => Answers.DiscardAsync(limited, response, token), cancellationToken);
    }
}
