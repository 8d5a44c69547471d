using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api;

/// <summary>Where the next page begins.</summary>
/// <param name="ResourceVersion">The version of the first page; -1 for the newest state, whatever it is.</param>
/// <param name="Start">The key after which to go on.</param>
internal sealed record ContinueToken(long ResourceVersion, string Start)
{
    public string Encode() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = ResourceVersion, ["start"] = ResourceVersion < 0 ? $"{Start}\0" : $"/{Start}\0" }.ToJsonString()));

    /// <summary>Goes on from the same key, in whatever state things are then.</summary>
    public ContinueToken Inconsistent() => this with { ResourceVersion = -1 };

    /// <exception cref="ApiStatusException">400: not one of ours, or used with a resourceVersion.</exception>
    public static ContinueToken Parse(string text, string resourceVersion)
    {
        var json = Decode(text);
        if (json.Str("v") != "meta.k8s.io/v1")
            throw Invalid("server does not recognize this encoded version \"" + json.Str("v") + "\"");
        if (json.Int("rv") is not { } version || version == 0)
            throw Invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        var start = json.Str("start") ?? "";
        if (start.Length == 0)
            throw Invalid("encoded start key empty (version meta.k8s.io/v1)");
        if (resourceVersion is not ("" or "0"))
            throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
        return new ContinueToken(version, start.Trim('/').TrimEnd('\0'));
    }

    private static JsonObject Decode(string text)
    {
        byte[] bytes;
        try
        {
            bytes = Base64Url.DecodeFromChars(text.TrimEnd('='));
        }
        catch (FormatException)
        {
            throw Invalid("illegal base64 data at input byte 0");
        }

        try
        {
            return JsonDecoder.Decode(bytes, out _) as JsonObject ?? throw Invalid("json: cannot unmarshal");
        }
        catch (JsonException e)
        {
            throw Invalid(e.Message);
        }
    }

    private static ApiStatusException Invalid(string why) => ApiErrors.BadRequest($"invalid continue token: continue key is not valid: {why}");
}
