using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Microsoft.AspNetCore.Http;

namespace Lepton.Sandbox.Api;

/// <summary>One request on its way through the server.</summary>
internal sealed class ApiRequest(HttpContext http, RequestInfo info, UserInfo user, ClusterContext cluster)
{
    public HttpContext Http { get; } = http;

    public RequestInfo Info { get; } = info;

    public UserInfo User { get; } = user;

    public ClusterContext Cluster { get; } = cluster;

    public List<string> Warnings { get; } = [];

    public Negotiated Format { get; set; } = Negotiated.Json;

    public IQueryCollection Query => Http.Request.Query;

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The resource type, once it is known to be served.</summary>
    public ResourceType Type { get; set; } = null!;

    public string? QueryText(string name) => Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <exception cref="Storage.ApiStatusException">400: not a number.</exception>
    public long? QueryNumber(string name)
    {
        if (QueryText(name) is not { Length: > 0 } text)
            return null;
        return long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ApiErrors.BadRequest($"strconv.ParseInt: parsing {ApiErrors.Quote(text)}: invalid syntax");
    }

    public bool QueryFlag(string name) => RequestInfo.IsTrue(QueryText(name));
}
