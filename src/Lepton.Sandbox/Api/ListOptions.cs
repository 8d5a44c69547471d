using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api;

/// <summary>Which state of the world a list wants, and how much of it at a time.</summary>
/// <param name="AtLeast">The list must not be older than this.</param>
/// <param name="Exact">The list must be of exactly this version; null for the newest.</param>
/// <param name="Limit">0 for no limit.</param>
internal sealed record ListOptions(long AtLeast, long? Exact, long Limit, ContinueToken? Continue)
{
    /// <exception cref="ApiStatusException">400 and 422 for combinations that make no sense.</exception>
    public static ListOptions Read(ApiRequest request)
    {
        var versionText = request.QueryText("resourceVersion") ?? "";
        var match = request.QueryText("resourceVersionMatch") ?? "";
        var limit = Math.Max(0, request.QueryNumber("limit") ?? 0);
        var token = request.QueryText("continue");
        Validate(request, versionText, match, token);
        var version = ParseVersion(versionText);
        if (!string.IsNullOrEmpty(token))
            return new ListOptions(0, null, limit, ContinueToken.Parse(token, versionText));
        if (match == "Exact")
            return new ListOptions(version, version, limit, null);
        if (limit > 0 && version > 0 && match.Length == 0)
            return new ListOptions(version, version, limit, null);
        return new ListOptions(version, null, versionText == "0" ? 0 : limit, null);
    }

    private static void Validate(ApiRequest request, string version, string match, string? token)
    {
        var errors = new List<FieldError>();
        if (match.Length > 0 && !string.IsNullOrEmpty(token))
            errors.Add(Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
        if (match.Length > 0 && version.Length == 0)
            errors.Add(Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        if (match is not ("" or "Exact" or "NotOlderThan"))
            errors.Add(new FieldError("FieldValueNotSupported", "resourceVersionMatch", $"Unsupported value: {ApiErrors.Quote(match)}: supported values: \"Exact\", \"NotOlderThan\", \"\""));
        if (match == "Exact" && version == "0")
            errors.Add(Forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        if (request.QueryText("sendInitialEvents") is { Length: > 0 })
            errors.Add(Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        if (errors.Count > 0)
            throw ApiErrors.InvalidOptions("ListOptions", errors);
    }

    private static FieldError Forbidden(string field, string why) => new("FieldValueForbidden", field, $"Forbidden: {why}");

    public static long ParseVersion(string text)
    {
        if (text.Length == 0)
            return 0;
        return ResourceVersions.TryParse(text, out var version)
            ? version
            : throw ApiErrors.BadRequest($"invalid resource version: resourceVersion: Invalid value: {ApiErrors.Quote(text)}: strconv.ParseUint: parsing {ApiErrors.Quote(text)}: invalid syntax");
    }
}
