using Lepton.Sandbox.Api.Bodies;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>POST and PUT.</summary>
internal sealed class WriteHandler(ObjectOperations objects)
{
    public async Task CreateAsync(ApiRequest request)
    {
        var (type, info) = (request.Type, request.Info);
        var options = RequestOptions.Read(request, "CreateOptions");
        var body = await BodyReader.ObjectAsync(request, type, type.Kind, type.ApiVersion);
        CheckNamespace(request, body.Value);
        options = Account(request, body, options);
        await ObjectWriter.WriteAsync(request, objects.Creation.Create(type, info.Namespace, body.Value, options), 201);
    }

    public async Task UpdateAsync(ApiRequest request)
    {
        var (type, info) = (request.Type, request.Info);
        var options = RequestOptions.Read(request, "UpdateOptions");
        var body = await BodyReader.ObjectAsync(request, type, type.Kind, type.ApiVersion);
        CheckName(info, body.Value);
        CheckNamespace(request, body.Value);
        options = Account(request, body, options);
        if (type.CreateOnUpdate && info.Subresource is null && request.Cluster.Store.Find(Views.StorageOf(type), StoredObject.KeyOf(info.Namespace, info.Name)) is null)
        {
            body.Value.Child("metadata").Remove("resourceVersion");
            await ObjectWriter.WriteAsync(request, objects.Creation.Create(type, info.Namespace, body.Value, options), 201);
            return;
        }

        var updated = objects.Updating.Update(type, info.Namespace, info.Name, _ => JsonTree.Clone(body.Value), options);
        await ObjectWriter.WriteAsync(request, updated);
    }

    private static WriteOptions Account(ApiRequest request, DecodedBody body, WriteOptions options)
    {
        var texts = body.Duplicates.Select(d => $"duplicate field {ApiErrors.Quote(d)}").ToArray();
        if (texts.Length > 0 && options.Validation == FieldValidation.Strict)
            throw SchemaSteps.StrictError(request.Type, texts, options);
        if (options.Validation == FieldValidation.Warn)
            request.Warnings.AddRange(texts);
        return options with { Track = body.Complete };
    }

    private static void CheckName(RequestInfo info, JsonObject value)
    {
        var name = value.Obj("metadata").Str("name");
        if (string.IsNullOrEmpty(name))
            throw ApiErrors.BadRequest($"the name of the object ({info.Name} based on URL) was undeterminable: name must be provided");
        if (name != info.Name)
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({info.Name})");
    }

    private static void CheckNamespace(ApiRequest request, JsonObject value)
    {
        var given = value.Obj("metadata").Str("namespace");
        if (request.Info.Namespace is { } wanted && !string.IsNullOrEmpty(given) && given != wanted)
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
}
