using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Http;

/// <content>delete and deletecollection.</content>
internal sealed partial class ResourceClient<T>
{
    public Task DeleteAsync(string name, string? @namespace = null, DeleteOptions? options = null, CancellationToken cancellationToken = default) =>
        DiscardAsync(new ApiRequest(HttpMethod.Delete, _paths.Item(@namespace, name)) { Body = Body(options) }, cancellationToken);

    public Task DeleteCollectionAsync(string? @namespace = null, ListOptions? selection = null, DeleteOptions? options = null, CancellationToken cancellationToken = default)
    {
        // Servers have no path for "all namespaces" here; better to say so than to be answered 405.
        var query = new QueryBuilder(_paths.Home(@namespace, "*")).AddSelection(selection);
        return DiscardAsync(new ApiRequest(HttpMethod.Delete, query.ToString()) { Body = Body(options) }, cancellationToken);
    }

    // Everything goes into the body: as soon as there is one, servers ignore query parameters, dryRun included.
    // There always is one, since .NET repeats requests without a body by itself when a connection ends.
    private static byte[] Body(DeleteOptions? options)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options is null)
            return WriteBodies.Bytes(body);
        if (options.PropagationPolicy is not null)
            body["propagationPolicy"] = options.PropagationPolicy;
        if (options.GracePeriodSeconds is not null)
            body["gracePeriodSeconds"] = options.GracePeriodSeconds;
        if (Preconditions(options) is { } preconditions)
            body["preconditions"] = preconditions;
        if (options.DryRun)
            body["dryRun"] = new JsonArray("All");
        return WriteBodies.Bytes(body);
    }

    private static JsonObject? Preconditions(DeleteOptions options)
    {
        if (options.PreconditionUid is null && options.PreconditionResourceVersion is null)
            return null;
        var preconditions = new JsonObject();
        if (options.PreconditionUid is not null)
            preconditions["uid"] = options.PreconditionUid;
        if (options.PreconditionResourceVersion is not null)
            preconditions["resourceVersion"] = options.PreconditionResourceVersion;
        return preconditions;
    }
}
