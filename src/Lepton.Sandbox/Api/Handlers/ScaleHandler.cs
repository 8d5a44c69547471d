using Lepton.Sandbox.Api.Bodies;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Patching;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>GET, PUT and PATCH of the scale subresource.</summary>
internal sealed class ScaleHandler(ObjectOperations objects)
{
    public async Task HandleAsync(ApiRequest request)
    {
        var (type, info) = (request.Type, request.Info);
        if (info.Verb == "get")
        {
            var stored = request.Cluster.Store.Find(type.Resource, StoredObject.KeyOf(info.Namespace, info.Name)) ?? throw ApiErrors.NotFound(type.Resource, info.Name);
            await ObjectWriter.WriteAsync(request, Scales.Of(type, stored.Value));
            return;
        }

        var change = info.Verb == "update" ? await ReplacementAsync(request) : await PatchAsync(request);
        var options = RequestOptions.Read(request, info.Verb == "update" ? "UpdateOptions" : "PatchOptions") with { IsPatch = info.Verb == "patch" };
        var updated = objects.Updating.Update(type, info.Namespace, info.Name, current => Scales.Set(type, current, Checked(type, change(Scales.Of(type, current)))), options);
        await ObjectWriter.WriteAsync(request, Scales.Of(type, updated));
    }

    private static async Task<Func<JsonObject, JsonObject>> ReplacementAsync(ApiRequest request)
    {
        var body = await BodyReader.ObjectAsync(request, request.Type with { Custom = null }, "Scale", "autoscaling/v1");
        var name = body.Value.Obj("metadata").Str("name");
        if (!string.IsNullOrEmpty(name) && name != request.Info.Name)
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Info.Name})");
        return _ => body.Value;
    }

    private static async Task<Func<JsonObject, JsonObject>> PatchAsync(ApiRequest request)
    {
        var mediaType = BodyReader.MediaType(request);
        var custom = request.Type.IsCustom;
        if (mediaType == Patches.StrategicType && custom)
        {
            throw new ApiStatusException(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: "
                + $"{Patches.JsonPatchType}, {Patches.MergeType}, {ApplyPatch.MediaType}");
        }

        if (mediaType is not (Patches.JsonPatchType or Patches.MergeType or Patches.StrategicType or ApplyPatch.MediaType))
            throw new ApiStatusException(415, "UnsupportedMediaType", "415: Unsupported Media Type", []);
        var bytes = await BodyReader.BytesAsync(request);
        var applies = mediaType == ApplyPatch.MediaType;
        var patch = Patches.Read(applies ? Patches.MergeType : mediaType, applies ? AsJson(bytes) : bytes, request.Type, WriteOptions.Internal);
        return patch.Apply;
    }

    private static byte[] AsJson(byte[] yaml) =>
        System.Text.Encoding.UTF8.GetBytes(YamlDecoder.Decode(System.Text.Encoding.UTF8.GetString(yaml))?.ToJsonString(JsonTree.Compact) ?? "null");

    private static JsonObject Checked(ResourceType type, JsonObject scale)
    {
        if (!type.IsCustom && scale.Obj("spec").Int("replicas") is < 0 and var negative)
        {
            throw ApiErrors.Invalid("autoscaling", "Scale", scale.Obj("metadata").Str("name") ?? "",
                [new FieldError("FieldValueInvalid", "spec.replicas", $"Invalid value: {negative}: must be greater than or equal to 0")]);
        }

        return scale;
    }
}
