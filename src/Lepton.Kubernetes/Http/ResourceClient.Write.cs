using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Http;

/// <content>create, update, patch, apply and scale.</content>
internal sealed partial class ResourceClient<T>
{
    public Task<T> CreateAsync(T value, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        var path = _paths.Home(value.Metadata.Namespace, value.Metadata.Name ?? value.Metadata.GenerateName);
        return SendAsync(new ApiRequest(HttpMethod.Post, Query(path, options)) { Body = WriteBodies.Whole(value, resource) }, cancellationToken);
    }

    public Task<T> UpdateAsync(T value, WriteOptions? options = null, CancellationToken cancellationToken = default) => PutAsync(value, null, options, cancellationToken);

    public Task<T> UpdateStatusAsync(T value, WriteOptions? options = null, CancellationToken cancellationToken = default) => PutAsync(value, "status", options, cancellationToken);

    public Task<T> PatchAsync(string name, string? @namespace, Patch patch, string? subresource = null, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return SendAsync(PatchRequest(_paths.Item(@namespace, name, subresource), patch, options), cancellationToken);
    }

    public Task<T> ApplyAsync(T value, ApplyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        return ApplyAsync(value, null, WriteBodies.Applied(value, resource, options.ResourceVersion), options, cancellationToken);
    }

    public Task<T> ApplyStatusAsync(T value, ApplyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return ApplyAsync(value, "status", WriteBodies.AppliedStatus(value, resource), options, cancellationToken);
    }

    public Task<V1Scale> GetScaleAsync(string name, string? @namespace = null, CancellationToken cancellationToken = default) =>
        ScaleAsync(new ApiRequest(HttpMethod.Get, _paths.Item(@namespace, name, "scale")), cancellationToken);

    public Task<V1Scale> UpdateScaleAsync(string name, string? @namespace, int replicas, CancellationToken cancellationToken = default)
    {
        // A merge patch of one number, as kubectl scale sends it: no reading first, no conflict with other writers.
        var patch = Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } });
        return ScaleAsync(PatchRequest(_paths.Item(@namespace, name, "scale"), patch, null), cancellationToken);
    }

    private Task<T> PutAsync(T value, string? subresource, WriteOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        var path = _paths.Item(value.Metadata.Namespace, value.Metadata.Name, subresource);
        return SendAsync(new ApiRequest(HttpMethod.Put, Query(path, options)) { Body = WriteBodies.Whole(value, resource) }, cancellationToken);
    }

    private Task<T> ApplyAsync(T value, string? subresource, byte[] body, ApplyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrEmpty(options.FieldManager))
            throw new ArgumentException($"apply of {resource.QualifiedName} \"{value.Metadata.Name}\": the field manager is missing", nameof(options));
        var path = _paths.Item(value.Metadata.Namespace, value.Metadata.Name, subresource);
        var query = new QueryBuilder(path).Add(options).Add("force", options.Force);
        return SendAsync(new ApiRequest(HttpMethod.Patch, query.ToString()) { Body = body, ContentType = "application/apply-patch+yaml" }, cancellationToken);
    }

    private Task<V1Scale> ScaleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var limited = request with { MaxBytes = MaxObjectBytes };
        return transport.SendAsync(limited, (response, token) => Answers.ReadAsync<V1Scale>(limited, response, token), cancellationToken);
    }

    private static ApiRequest PatchRequest(string path, Patch patch, WriteOptions? options)
    {
        var query = new QueryBuilder(path).Add(options).Add("force", options is ApplyOptions { Force: true });
        return new ApiRequest(HttpMethod.Patch, query.ToString()) { Body = WriteBodies.Bytes(patch.Body), ContentType = ContentType(patch.Type) };
    }

    private static string ContentType(PatchType type) => type switch
    {
        PatchType.Json => "application/json-patch+json",
        PatchType.Merge => "application/merge-patch+json",
        _ => "application/strategic-merge-patch+json",
    };

    private static string Query(string path, WriteOptions? options) => new QueryBuilder(path).Add(options).ToString();
}
