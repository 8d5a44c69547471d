using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Http;

/// <summary>Reads bodies as they stream in, within a limit.</summary>
internal static class Answers
{
    internal static async Task<T> ReadAsync<T>(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken) where T : class
    {
        await using var body = await BodyAsync(request, response, cancellationToken);
        try
        {
            var type = (JsonTypeInfo<T>)request.Reading.GetTypeInfo(typeof(T));
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken)
                ?? throw new KubernetesResponseException($"{request}: the answer is null; a {typeof(T).Name} is expected");
        }
        catch (JsonException e)
        {
            throw new KubernetesResponseException($"{request}: the answer is not a {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <summary>JSON, text as a JSON string, or null for an empty body.</summary>
    internal static async Task<JsonNode?> ReadAnyAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await BodyAsync(request, response, cancellationToken);
        using var reader = new StreamReader(body);
        var text = await reader.ReadToEndAsync(cancellationToken);
        if (text.Length == 0)
            return null;
        if (text[0] is not ('{' or '['))
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new KubernetesResponseException($"{request}: the answer is not JSON: {e.Message}", e);
        }
    }

    /// <summary>Reads to the end, so that the connection can be used again.</summary>
    internal static async Task<bool> DiscardAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await BodyAsync(request, response, cancellationToken);
        await body.CopyToAsync(Stream.Null, cancellationToken);
        return true;
    }

    /// <summary>Fills in what servers leave out: the kind on items of lists; the real kind instead of PartialObjectMetadata.</summary>
    internal static T Complete<T>(T value, ResourceDefinition resource) where T : class, IKubernetesObject
    {
        if (value is UnstructuredObject { Kind: not null and not nameof(PartialObjectMetadata) })
            return value;
        value.ApiVersion = resource.ApiVersion;
        value.Kind = resource.Kind;
        // An explicit null would otherwise travel as a null where types promise none.
        value.Metadata ??= new V1ObjectMeta();
        return value;
    }

    private static async Task<LimitedStream> BodyAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken) =>
        new(await response.Content.ReadAsStreamAsync(cancellationToken), request.MaxBytes, request);
}
