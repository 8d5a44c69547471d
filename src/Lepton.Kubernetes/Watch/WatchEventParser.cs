using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Watch;

/// <summary>Reads one line <c>{"type":"ADDED","object":{…}}</c>.</summary>
internal sealed class WatchEventParser<T>(ApiRequest request, ResourceDefinition resource) where T : class, IKubernetesObject
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = KubernetesJson.Options.MaxDepth };

    private readonly JsonTypeInfo<T> _type = (JsonTypeInfo<T>)request.Reading.GetTypeInfo(typeof(T));

    /// <exception cref="KubernetesApiException">The event is an ERROR.</exception>
    /// <exception cref="KubernetesResponseException">The line is no event.</exception>
    internal WatchEvent<T> Parse(in ReadOnlySequence<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, ReaderOptions);
            var type = FindObject(ref reader);
            if (type is null)
                throw Failed(ref reader);
            var value = JsonSerializer.Deserialize(ref reader, _type) ?? throw new JsonException("the object is null");
            return new WatchEvent<T>(type.Value, Answers.Complete(value, resource));
        }
        catch (JsonException e)
        {
            throw new KubernetesResponseException($"{request}: an event cannot be read as {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <summary>Leaves the reader before the object's value, whichever of the two comes first. Null: the object is a Status.</summary>
    private static WatchEventType? FindObject(ref Utf8JsonReader reader)
    {
        WatchEventType? type = null;
        Utf8JsonReader before = default;
        bool typed = false, found = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a JSON object is expected");
        while (!(typed && found) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                (type, typed) = (TypeOf(ref reader), true);
            }
            else
            {
                var isObject = reader.ValueTextEquals("object"u8);
                found |= isObject;
                if (isObject)
                    before = reader;
                if (!(isObject && typed))
                    reader.Skip();
            }
        }

        if (!typed || !found)
            throw new JsonException(typed ? "there is no object" : "there is no type");
        reader = before;
        return type;
    }

    private static WatchEventType? TypeOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("ADDED"u8))
            return WatchEventType.Added;
        if (reader.ValueTextEquals("MODIFIED"u8))
            return WatchEventType.Modified;
        if (reader.ValueTextEquals("DELETED"u8))
            return WatchEventType.Deleted;
        if (reader.ValueTextEquals("BOOKMARK"u8))
            return WatchEventType.Bookmark;
        return reader.ValueTextEquals("ERROR"u8) ? null : throw new JsonException($"unknown event type \"{reader.GetString()}\"");
    }

    private KubernetesApiException Failed(ref Utf8JsonReader reader)
    {
        var status = JsonSerializer.Deserialize<V1Status>(ref reader, KubernetesJson.Options) ?? new V1Status();
        return ErrorAnswers.Of((HttpStatusCode)(status.Code ?? (int)HttpStatusCode.InternalServerError), status, request);
    }
}
