using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Http;

/// <content>get and list.</content>
internal sealed partial class ResourceClient<T>
{
    internal const int PageSize = 500;

    private const string MetadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    public Task<T> GetAsync(string name, string? @namespace = null, CancellationToken cancellationToken = default) =>
        SendAsync(new ApiRequest(HttpMethod.Get, _paths.Item(@namespace, name)), cancellationToken);

    public async Task<T?> TryGetAsync(string name, string? @namespace = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GetAsync(name, @namespace, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public async Task<KubernetesList<T>> ListAsync(string? @namespace = null, ListOptions? options = null, CancellationToken cancellationToken = default)
    {
        var query = new QueryBuilder(_paths.Collection(@namespace)).AddSelection(options)
            .Add("limit", options?.Limit)
            .Add("continue", options?.Continue)
            .Add("resourceVersion", options?.ResourceVersion)
            .Add("resourceVersionMatch", options?.ResourceVersionMatch);
        var request = new ApiRequest(HttpMethod.Get, query.ToString())
        {
            Accept = options is { MetadataOnly: true } ? MetadataList : ApiRequest.Json,
            MaxBytes = transport.Options.MaxListBytes,
            SkipManagedFields = options is { WithoutManagedFields: true },
        };
        var list = await transport.SendAsync(request, (response, token) => Answers.ReadAsync<KubernetesList<T>>(request, response, token), cancellationToken);
        list.Metadata ??= new V1ListMeta();
        list.Items ??= [];
        foreach (var item in list.Items)
            Answers.Complete(item, resource);
        return list;
    }

    public async Task<KubernetesList<T>> ListAllAsync(string? @namespace = null, ListOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ListOptions();
        var page = options with { Limit = options.Limit ?? PageSize };
        var all = await ListAsync(@namespace, page, cancellationToken);
        try
        {
            while (!string.IsNullOrEmpty(all.Metadata.Continue))
            {
                // The token stands for the version of the first page; servers refuse both at once.
                page = page with { Continue = all.Metadata.Continue, ResourceVersion = null, ResourceVersionMatch = null };
                var next = await ListAsync(@namespace, page, cancellationToken);
                all.Items.AddRange(next.Items);
                all.Metadata = next.Metadata;
            }
        }
        catch (KubernetesApiException e) when (e.IsExpired)
        {
            return await ListAsync(@namespace, options with { Limit = null, Continue = null }, cancellationToken);
        }

        return all;
    }
}
