using Lepton.Sandbox.Api.Auth;
using Lepton.Sandbox.Api.Bodies;
using Lepton.Sandbox.Api.Patching;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>PATCH in its four forms.</summary>
internal sealed class PatchHandler(ObjectOperations objects)
{
    public async Task PatchAsync(ApiRequest request)
    {
        var (type, info) = (request.Type, request.Info);
        var mediaType = BodyReader.MediaType(request);
        CheckMediaType(request, mediaType);
        if (mediaType == ApplyPatch.MediaType)
        {
            await ApplyAsync(request);
            return;
        }

        if (request.Query.ContainsKey("force"))
            throw ApiErrors.InvalidOptions("PatchOptions", new FieldError("FieldValueForbidden", "force", "Forbidden: may not be specified for non-apply patch"));
        var options = RequestOptions.Read(request, "PatchOptions") with { IsPatch = true, IsStrategic = mediaType == Patches.StrategicType };
        var body = await BodyReader.BytesAsync(request);
        if (request.Cluster.Store.Find(Views.StorageOf(type), StoredObject.KeyOf(info.Namespace, info.Name)) is null)
            throw ApiErrors.NotFound(type.Resource, info.Name);
        var patch = Patches.Read(mediaType, body, type, options);
        var patched = objects.Updating.Update(type, info.Namespace, info.Name, current =>
        {
            var changed = patch.Apply(current);
            PatchChecks.Identity(request, current, changed, patch);

            // Before unknown fields are taken out of it: the error shows them.
            var shown = options.Validation == FieldValidation.Strict ? JsonTree.Clone(changed) : changed;
            options.Shown = () => patch.Shown(shown);
            return changed;
        }, options);
        await ObjectWriter.WriteAsync(request, patched);
    }

    private async Task ApplyAsync(ApiRequest request)
    {
        var (type, info) = (request.Type, request.Info);
        var options = RequestOptions.Read(request, "PatchOptions") with { IsPatch = true, IsApply = true };
        if (string.IsNullOrEmpty(request.QueryText("fieldManager")))
            throw ApiErrors.InvalidOptions("PatchOptions", new FieldError("FieldValueRequired", "fieldManager", "Required value: is required for apply patch"));
        var applied = ApplyPatch.Read(request, await BodyReader.BytesAsync(request));
        var force = request.QueryFlag("force");
        var exists = request.Cluster.Store.Find(Views.StorageOf(type), StoredObject.KeyOf(info.Namespace, info.Name)) is not null;
        if (!exists && info.Subresource is not null)
            throw ApiErrors.NotFound(type.Resource, info.Name);
        if (!exists)
        {
            // Who may patch may not yet create (patch.go, withAuthorization).
            if (!new Authorizer(request.Cluster.Store).IsAllowed(request.User, AccessAttributes.Of(info with { Verb = "create" })))
                throw Authorizer.Denied(request.User, info, "create");
            ApplyPatch.CheckNewcomer(type, info.Name, applied);
            var created = type.Fields.Apply(null, applied, options.FieldManager, force, null, request.Cluster.Now);
            await ObjectWriter.WriteAsync(request, objects.Creation.Create(type, info.Namespace, created, options), 201);
            return;
        }

        var updated = objects.Updating.Update(type, info.Namespace, info.Name, current =>
        {
            ApplyPatch.CheckPreconditions(type, info.Name, current, applied);
            return type.Fields.Apply(current, JsonTree.Clone(applied), options.FieldManager, force, info.Subresource, request.Cluster.Now);
        }, options);
        await ObjectWriter.WriteAsync(request, updated);
    }

    private static void CheckMediaType(ApiRequest request, string mediaType)
    {
        string[] accepted = request.Type.IsCustom
            ? [Patches.JsonPatchType, Patches.MergeType, ApplyPatch.MediaType]
            : [Patches.JsonPatchType, Patches.MergeType, Patches.StrategicType, ApplyPatch.MediaType];
        if (accepted.Contains(mediaType))
            return;
        throw mediaType == Patches.StrategicType
            ? new ApiStatusException(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}")
            : new ApiStatusException(415, "UnsupportedMediaType", "415: Unsupported Media Type", []);
    }
}
