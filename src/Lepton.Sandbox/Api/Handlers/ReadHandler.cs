using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>GET of one object.</summary>
internal sealed class ReadHandler
{
    public async Task GetAsync(ApiRequest request)
    {
        var (type, info) = (request.Type, request.Info);
        await ResourceVersions.WaitForAsync(request, ResourceVersions.Parse(request.QueryText("resourceVersion")));
        var stored = request.Cluster.Store.Find(Views.StorageOf(type), StoredObject.KeyOf(info.Namespace, info.Name))
            ?? throw ApiErrors.NotFound(type.Resource, info.Name);
        await ObjectWriter.WriteAsync(request, Views.Show(type, stored));
    }
}
