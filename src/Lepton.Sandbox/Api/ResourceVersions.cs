using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api;

/// <summary>Reading and waiting for resourceVersions.</summary>
internal static class ResourceVersions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public static bool TryParse(string text, out long version) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version);

    /// <summary>The resourceVersion of a get or a watch; 0 when none is given. (Lists complain in other words.)</summary>
    /// <exception cref="ApiStatusException">500, as a real server has it: not a number.</exception>
    public static long Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        return TryParse(text, out var version)
            ? version
            : throw ApiErrors.Internal($"resourceVersion: Invalid value: {ApiErrors.Quote(text)}: strconv.ParseUint: parsing {ApiErrors.Quote(text)}: invalid syntax");
    }

    /// <summary>A read "not older than" a version that does not exist yet waits a little for it.</summary>
    /// <exception cref="ApiStatusException">504 after three seconds.</exception>
    public static async Task WaitForAsync(ApiRequest request, long version)
    {
        var store = request.Cluster.Store;
        var started = TimeProvider.System.GetTimestamp();
        while (store.ResourceVersion < version)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw TooLarge(version, store.ResourceVersion);
            await Task.Delay(Poll, TimeProvider.System, request.Aborted);
        }
    }

    private static ApiStatusException TooLarge(long wanted, long current) => new(504, "Timeout", $"Timeout: Too large resource version: {wanted}, current: {current}", new JsonObject
    {
        ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
        ["retryAfterSeconds"] = 1,
    });
}
