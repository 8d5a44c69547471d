using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api;

/// <summary>gzip, as a real server compresses what it is asked to read: answers of more than 128 KiB, for clients that accept it (k8s.io/apiserver, APIResponseCompression).</summary>
internal static class Compression
{
    private const int Threshold = 128 * 1024;

    /// <param name="length">Of the answer, in bytes.</param>
    public static bool IsWorthIt(HttpRequest request, long length) =>
        length > Threshold && request.Method == HttpMethods.Get && request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);

    /// <summary>Where the answer is written from now on; disposing of it ends the answer.</summary>
    public static Stream Start(HttpResponse response)
    {
        response.Headers.ContentEncoding = "gzip";
        response.Headers.Append("Vary", "Accept-Encoding");
        return new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
    }
}
