using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Auth;
using Lepton.Sandbox.Api.Bodies;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>POST of a TokenRequest to a service account.</summary>
internal sealed class TokenHandler(ServiceAccountTokens tokens)
{
    private const string ApiVersion = "authentication.k8s.io/v1";
    private const long DefaultSeconds = 3600;
    private const long MinSeconds = 600;

    public async Task CreateAsync(ApiRequest request)
    {
        var (cluster, info) = (request.Cluster, request.Info);
        var body = await BodyReader.ObjectAsync(request, request.Type, "TokenRequest", ApiVersion);
        var schema = cluster.Schemas.Builtin("authentication.k8s.io", "v1", "TokenRequest")!;
        if (schema.Schema.DecodeError(body.Value) is { } problem)
            throw ApiErrors.BadRequest($"TokenRequest in version \"v1\" cannot be handled as a TokenRequest: {problem}");
        var account = cluster.Store.Find(request.Type.Resource, StoredObject.KeyOf(info.Namespace, info.Name)) ?? throw ApiErrors.NotFound(request.Type.Resource, info.Name);
        var spec = body.Value.Child("spec");
        var owned = schema.Fields.TrackUpdate(null, JsonTree.Clone(body.Value), RequestOptions.Read(request, "CreateOptions").FieldManager, "token", cluster.Now);
        var seconds = spec.Int("expirationSeconds") ?? DefaultSeconds;
        Check(spec, seconds);
        var bound = Bound(cluster, info.Namespace, spec.Obj("boundObjectRef"));
        string[] audiences = [.. spec.Arr("audiences").Strings()];
        if (audiences.Length == 0)
            audiences = [ServiceAccountTokens.Issuer];
        var expires = cluster.Now.AddSeconds(seconds);
        var token = tokens.Issue(account.Value, audiences, expires, bound);
        await ObjectWriter.WriteAsync(request, new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = ApiVersion,
            ["metadata"] = Metadata(account, cluster, owned),
            ["spec"] = new JsonObject { ["audiences"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]), ["expirationSeconds"] = seconds, ["boundObjectRef"] = JsonTree.CloneNode(spec["boundObjectRef"]) },
            ["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = ClusterContext.Timestamp(expires) },
        }, 201);
    }

    private static JsonObject Metadata(StoredObject account, ClusterContext cluster, JsonObject owned)
    {
        var metadata = new JsonObject();
        foreach (var field in (string[])["name", "namespace", "uid"])
            JsonTree.CopyField(account.Value.Obj("metadata"), metadata, field);
        metadata["creationTimestamp"] = cluster.Timestamp();
        JsonTree.CopyField(owned.Obj("metadata"), metadata, "managedFields");
        return metadata;
    }

    private static void Check(JsonObject spec, long seconds)
    {
        if (seconds < MinSeconds)
        {
            throw ApiErrors.Invalid("authentication.k8s.io", "TokenRequest", "",
                [new FieldError("FieldValueInvalid", "spec.expirationSeconds", $"Invalid value: {spec.Int("expirationSeconds")}: may not specify a duration less than 10 minutes")]);
        }
    }

    private static JsonObject? Bound(ClusterContext cluster, string? @namespace, JsonObject? reference)
    {
        if (reference is null)
            return null;
        if (!ServiceAccountTokens.BoundKinds.TryGetValue(reference.Str("kind") ?? "", out var resource))
            throw ApiErrors.BadRequest($"cannot bind token for serviceaccount to object of type {reference.Str("apiVersion")}, Kind={reference.Str("kind")}");
        var name = reference.Str("name") ?? "";
        var found = cluster.Store.Find(resource, StoredObject.KeyOf(@namespace, name)) ?? throw ApiErrors.NotFound(resource, name);
        if (reference.Str("uid") is { Length: > 0 } uid && uid != found.Uid)
            throw ApiErrors.Conflict(resource, name, $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated");
        return found.Value;
    }
}
