using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Lepton.Testing.Http;

/// <summary>A request as the server saw it.</summary>
public sealed record RecordedRequest(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body, string Protocol, string? ClientSubject, string? ServerName, string ConnectionId)
{
    internal const string ServerNameKey = "sni";

    /// <summary>Path and query as they were sent.</summary>
    public string PathAndQuery => Path + Query;

    /// <summary>A header's value, several joined by commas; null when absent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    internal static RecordedRequest Of(HttpContext context, string body) => new(
        context.Request.Method,
        context.Request.Path.ToUriComponent(),
        context.Request.QueryString.Value ?? "",
        context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        body,
        context.Request.Protocol,
        context.Connection.ClientCertificate?.Subject,
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(ServerNameKey, out var name) == true ? name as string : null,
        // Of HTTP/2 the id of the connection, without the stream's.
        context.Connection.Id.Split(':')[0]);
}
