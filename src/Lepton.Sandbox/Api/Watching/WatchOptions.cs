using Lepton.Sandbox.Discovery;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Watching;

/// <summary>Where a watch begins and when it ends.</summary>
internal sealed record WatchOptions
{
    private const int MinDefaultSeconds = 1800;

    /// <summary>0: from the objects there are now.</summary>
    public long ResourceVersion { get; init; }

    /// <summary>No resourceVersion, or 0: the objects there are come first.</summary>
    public bool FromNow { get; init; }

    public bool Bookmarks { get; init; }

    /// <summary>A streaming list: all objects, a bookmark that says they were all, then changes.</summary>
    public bool SendInitialEvents { get; init; }

    /// <summary>sendInitialEvents=false: changes from now on only.</summary>
    public bool SkipInitial { get; init; }

    /// <summary>The bookmark at the end of the objects is also sent to clients that asked for bookmarks and named no version.</summary>
    public bool MarkEndOfInitial { get; init; }

    public TimeSpan Timeout { get; init; }

    /// <exception cref="ApiStatusException">400, 422.</exception>
    public static WatchOptions Read(ApiRequest request)
    {
        var version = request.QueryText("resourceVersion") ?? "";
        var match = request.QueryText("resourceVersionMatch") ?? "";
        var bookmarks = request.QueryFlag("allowWatchBookmarks");
        var initial = request.QueryText("sendInitialEvents") is { Length: > 0 } text ? RequestInfo.IsTrue(text) : (bool?)null;
        Validate(match, initial, request.Cluster.Version);
        var seconds = request.QueryNumber("timeoutSeconds") ?? 0;
        return new WatchOptions
        {
            ResourceVersion = ResourceVersions.Parse(version),
            FromNow = version is "" or "0",
            Bookmarks = bookmarks,
            SendInitialEvents = initial == true,
            SkipInitial = initial == false,
            MarkEndOfInitial = bookmarks && (initial == true || (initial is null && version.Length == 0)),
            Timeout = TimeSpan.FromSeconds(seconds > 0 ? seconds : MinDefaultSeconds + request.Cluster.Ids.Next(MinDefaultSeconds)),
        };
    }

    private static void Validate(string match, bool? initial, ServerVersion version)
    {
        if (initial is null && match.Length > 0)
            throw Invalid("FieldValueForbidden", "resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        if (initial is null)
            return;
        if (!version.StreamsLists)
            throw Invalid("FieldValueForbidden", "sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
        if (match == "NotOlderThan")
            return;
        var errors = new List<FieldError> { new("FieldValueForbidden", "resourceVersionMatch", "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan") };
        if (match.Length > 0)
            errors.Add(new FieldError("FieldValueNotSupported", "resourceVersionMatch", $"Unsupported value: {ApiErrors.Quote(match)}: supported values: \"NotOlderThan\""));
        throw ApiErrors.InvalidOptions("ListOptions", errors);
    }

    private static ApiStatusException Invalid(string reason, string field, string message) =>
        ApiErrors.InvalidOptions("ListOptions", new FieldError(reason, field, message));
}
