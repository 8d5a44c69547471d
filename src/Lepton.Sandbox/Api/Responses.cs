using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;
using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api;

/// <summary>Writes answers.</summary>
internal static class Responses
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    public static Task WriteAsync(ApiRequest request, JsonObject body, int status = 200)
    {
        AddWarnings(request);
        return WriteAsync(request.Http.Response, body, status, request.Format, request.Aborted);
    }

    public static async Task WriteAsync(HttpResponse response, JsonNode body, int status, Negotiated format, CancellationToken cancellation, string? contentType = null)
    {
        response.StatusCode = status;
        if (format.Yaml)
        {
            response.ContentType = "application/yaml";
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(YamlEncoder.Encode(body)), cancellation);
            return;
        }

        response.ContentType = contentType ?? "application/json";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, format.Pretty ? JsonTree.Indented : JsonTree.Compact);
        if (Compression.IsWorthIt(response.HttpContext.Request, bytes.Length))
        {
            await using var compressed = Compression.Start(response);
            await compressed.WriteAsync(bytes, cancellation);
            await compressed.WriteAsync(NewLine, cancellation);
            return;
        }

        response.ContentLength = bytes.Length + 1;
        await response.Body.WriteAsync(bytes, cancellation);
        await response.Body.WriteAsync(NewLine, cancellation);
    }

    /// <summary>The list envelope around items that may already exist as bytes.</summary>
    public static async Task WriteListAsync(ApiRequest request, JsonObject metadata, IReadOnlyList<byte[]> items)
    {
        AddWarnings(request);
        var (type, response) = (request.Type, request.Http.Response);
        response.StatusCode = 200;
        response.ContentType = "application/json";
        var meta = metadata.ToJsonString(JsonTree.Compact);
        var (head, tail) = type.IsCustom
            ? ($"{{\"apiVersion\":\"{type.ApiVersion}\",\"items\":[", $"],\"kind\":\"{type.ListKind}\",\"metadata\":{meta}}}\n")
            : ($"{{\"kind\":\"{type.ListKind}\",\"apiVersion\":\"{type.ApiVersion}\",\"metadata\":{meta},\"items\":[", "]}\n");
        await using var compressed = Compression.IsWorthIt(request.Http.Request, items.Sum(item => (long)item.Length)) ? Compression.Start(response) : null;
        var writer = compressed is null ? response.BodyWriter : PipeWriter.Create(compressed, new StreamPipeWriterOptions(leaveOpen: true));
        writer.Write(Encoding.UTF8.GetBytes(head));
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                writer.Write(","u8);
            writer.Write(items[i]);
            if (writer.UnflushedBytes > 1 << 16)
                await writer.FlushAsync(request.Aborted);
        }

        writer.Write(Encoding.UTF8.GetBytes(tail));
        await writer.FlushAsync(request.Aborted);
    }

    public static Task TextAsync(HttpResponse response, int status, string text)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(text);
    }

    public static Task NotFoundTextAsync(HttpResponse response) => TextAsync(response, 404, "404 page not found\n");

    public static Task ErrorAsync(HttpResponse response, ApiStatusException error, CancellationToken cancellation)
    {
        if (error.Details.Int("retryAfterSeconds") is { } seconds)
            response.Headers.RetryAfter = seconds.ToString();
        return WriteAsync(response, error.ToStatus(), error.Code, Negotiated.Json, cancellation);
    }

    /// <summary>The Status of something that worked and has nothing to show for it.</summary>
    public static JsonObject Success(int code) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["code"] = code,
    };

    public static void AddWarnings(ApiRequest request)
    {
        foreach (var warning in request.Warnings)
            request.Http.Response.Headers.Append("Warning", $"299 - {ApiErrors.Quote(warning)}");
    }

    private static void Write(this PipeWriter writer, ReadOnlySpan<byte> bytes) => System.Buffers.BuffersExtensions.Write(writer, bytes);
}
