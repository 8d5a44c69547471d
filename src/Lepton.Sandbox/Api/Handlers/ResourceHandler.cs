using Lepton.Sandbox.Api.Auth;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>Finds the resource a path means and the handler for what is wanted of it.</summary>
internal sealed class ResourceHandler(ClusterContext cluster, ObjectOperations objects, ReviewHandler reviews, ServiceAccountTokens tokens)
{
    private readonly ReadHandler _reads = new();
    private readonly ListHandler _lists = new();
    private readonly WatchHandler _watches = new();
    private readonly WriteHandler _writes = new(objects);
    private readonly PatchHandler _patches = new(objects);
    private readonly DeleteHandler _deletes = new(objects);
    private readonly ScaleHandler _scales = new(objects);
    private readonly EvictionHandler _evictions = new(objects);
    private readonly BindingHandler _bindings = new(objects);
    private readonly TokenHandler _tokens = new(tokens);

    public Task HandleAsync(ApiRequest request)
    {
        var info = request.Info;
        if (cluster.Catalog.Find(new GroupVersionResource(info.Group, info.Version, info.Resource)) is not { } type)
            return UnknownResource(request);
        if (info is { Verb: "create" or "delete", Subresource: "status" or "scale" } && type.IsCustom && type.Subresource(info.Subresource) is not null)
            throw ApiErrors.NotSupported(type.Resource, info.Verb);
        if (info.TooLong || (info.Subresource is { } name && type.Subresource(name) is null))
            throw type.IsCustom && info.Subresource is "status" or "scale" ? ApiErrors.NotFound(type.Resource, info.Name) : ApiErrors.NoSuchResource();
        request.Type = type;
        if (Deprecation(type) is { } deprecation)
            request.Warnings.Add(deprecation);
        CheckMethod(request, type);
        request.Format = Negotiated.From(request.Http.Request, (form, version) => Transforms(form, version, info), info.Name.Length == 0);
        return info.Subresource is { } subresource and not ("status" or "finalize" or "ephemeralcontainers" or "resize") ? Subresource(request, subresource) : Object(request);
    }

    private Task Object(ApiRequest request) => request.Info.Verb switch
    {
        "create" when request.Type is { Virtual: true, Kind: "Binding" } => _bindings.CreateAsync(request),
        "create" when request.Type.Virtual => reviews.CreateAsync(request),
        "get" => _reads.GetAsync(request),
        "list" => _lists.ListAsync(request),
        "watch" => _watches.WatchAsync(request),
        "create" => _writes.CreateAsync(request),
        "update" => _writes.UpdateAsync(request),
        "patch" => _patches.PatchAsync(request),
        "delete" => _deletes.DeleteAsync(request),
        "deletecollection" => _deletes.DeleteCollectionAsync(request),
        _ => throw ApiErrors.MethodNotAllowed(),
    };

    private Task Subresource(ApiRequest request, string subresource) => subresource switch
    {
        "scale" => _scales.HandleAsync(request),
        "eviction" => _evictions.CreateAsync(request),
        "binding" => _bindings.CreateAsync(request),
        "token" => _tokens.CreateAsync(request),
        "proxy" when request.Type.Kind == "Pod" => PodProxy.AnswerAsync(request),
        "log" => NodeConnections.LogAsync(request),
        "exec" or "attach" or "portforward" => throw NodeConnections.Refuse(request),
        _ => throw ApiErrors.NoSuchResource(),
    };

    private static void CheckMethod(ApiRequest request, ResourceType type)
    {
        var info = request.Info;
        if (request.Http.Request.Method is "HEAD" or "OPTIONS")
            throw ApiErrors.MethodNotAllowed();
        var allowed = info.Subresource is { } name ? type.Subresource(name)!.Verbs.Contains(info.Verb) : type.Allows(info.Verb);
        var misplaced = info switch
        {
            { Verb: "create", Subresource: null, Name.Length: > 0 } => true,
            { Verb: "update" or "patch", Name.Length: 0 } => true,
            { Verb: "create" or "deletecollection", Namespace: null, Subresource: null } when type.Namespaced => true,
            { Name.Length: > 0, Namespace: null } when type.Namespaced => true,
            _ => false,
        };
        if (!allowed && info.Verb == "watch")
            throw ApiErrors.NotSupported(type.Resource, info.Verb);
        if (!allowed || misplaced)
            throw ApiErrors.MethodNotAllowed();
        if (info.Namespace is not null && !type.Namespaced)
            throw ApiErrors.NoSuchResource();
    }

    private static bool Transforms(string form, string groupVersion, RequestInfo info) =>
        groupVersion is "meta.k8s.io/v1" or "meta.k8s.io/v1beta1" && form switch
        {
            "Table" => info.Verb is "get" or "list" or "watch",
            "PartialObjectMetadata" => true,
            "PartialObjectMetadataList" => true,
            _ => false,
        };

    private static string? Deprecation(ResourceType type) => type switch
    {
        { Custom: { } custom } => custom.Deprecation,
        { Group: "", Kind: "ComponentStatus" } => "v1 ComponentStatus is deprecated in v1.19+",
        { Group: "", Kind: "Endpoints" } => "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        _ => null,
    };

    private Task UnknownResource(ApiRequest request)
    {
        var info = request.Info;
        return BuiltinTable.GroupOrder.Contains(info.Group) ? throw ApiErrors.NoSuchResource() : Responses.NotFoundTextAsync(request.Http.Response);
    }
}
