using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Bodies;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>DeleteOptions, wherever they come from.</summary>
internal static class DeleteOptionsReader
{
    public static DeleteOptions FromQuery(ApiRequest request) => Check(new JsonObject
    {
        ["propagationPolicy"] = request.QueryText("propagationPolicy"),
        ["orphanDependents"] = request.QueryText("orphanDependents") is { Length: > 0 } orphan ? RequestInfo.IsTrue(orphan) : null,
        ["gracePeriodSeconds"] = request.QueryNumber("gracePeriodSeconds"),
    }, RequestOptions.DryRun(request, "DeleteOptions"));

    /// <exception cref="ApiStatusException">400: not DeleteOptions.</exception>
    public static DeleteOptions FromBody(byte[] bytes, string mediaType)
    {
        JsonNode? node;
        try
        {
            node = mediaType switch
            {
                "application/yaml" => YamlDecoder.Decode(Encoding.UTF8.GetString(bytes)),
                ProtobufReader.MediaType => ProtobufReader.Read(bytes) ?? throw ApiErrors.BadRequest("couldn't get version/kind: the body is no DeleteOptions in protobuf"),
                _ => JsonDecoder.Decode(bytes, out _),
            };
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"couldn't get version/kind; json parse error: {e.Message}");
        }

        if (node is not JsonObject value)
            throw ApiErrors.BadRequest("couldn't get version/kind; json parse error: json: cannot unmarshal");
        if (value.Str("kind") is { } kind && kind != "DeleteOptions")
            throw ApiErrors.BadRequest($"no kind {ApiErrors.Quote(kind)} is registered for version {ApiErrors.Quote(value.Str("apiVersion") ?? "")} in scheme \"pkg/apis/meta/internalversion/scheme/register.go:27\"");
        var dryRun = value.Arr("dryRun").Strings().ToArray();
        if (Array.Exists(dryRun, d => d != "All"))
            throw ApiErrors.InvalidOptions("DeleteOptions", new FieldError("FieldValueNotSupported", "dryRun", $"Unsupported value: {value["dryRun"]!.ToJsonString()}: supported values: \"All\""));
        return Check(value, dryRun.Length > 0);
    }

    private static DeleteOptions Check(JsonObject value, bool dryRun)
    {
        var policy = value.Str("propagationPolicy");
        var orphan = value.Bool("orphanDependents");
        if (orphan is not null && policy is not null)
        {
            throw ApiErrors.InvalidOptions("DeleteOptions", new FieldError("FieldValueInvalid", "propagationPolicy",
                $"Invalid value: {ApiErrors.Quote(policy)}: orphanDependents and deletionPropagation cannot be both set"));
        }

        if (policy is not (null or "Foreground" or "Background" or "Orphan"))
        {
            throw ApiErrors.InvalidOptions("DeleteOptions", new FieldError("FieldValueNotSupported", "propagationPolicy",
                $"Unsupported value: {ApiErrors.Quote(policy)}: supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        }

        return new DeleteOptions
        {
            PropagationPolicy = policy ?? (orphan is null ? null : orphan.Value ? "Orphan" : "Background"),
            GracePeriodSeconds = value.Int("gracePeriodSeconds"),
            Uid = value.Obj("preconditions").Str("uid"),
            ResourceVersion = value.Obj("preconditions").Str("resourceVersion"),
            DryRun = dryRun,
        };
    }
}
