using System.Text.Json;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Http;

/// <summary>One request as data, so that it can be sent again.</summary>
internal sealed record ApiRequest(HttpMethod Method, string PathAndQuery)
{
    internal const string Json = "application/json";

    internal string Accept { get; init; } = Json;

    internal ReadOnlyMemory<byte>? Body { get; init; }

    internal string ContentType { get; init; } = Json;

    internal bool IsWatch { get; init; }

    /// <summary>managedFields are passed over when the answer is read.</summary>
    internal bool SkipManagedFields { get; init; }

    internal JsonSerializerOptions Reading => SkipManagedFields ? KubernetesJson.WithoutManagedFields : KubernetesJson.Options;

    /// <summary>The largest body accepted.</summary>
    internal long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>Method and path without the query, whose selectors may name what logs should not hold.</summary>
    public override string ToString()
    {
        var query = PathAndQuery.IndexOf('?');
        return $"{Method} {(query < 0 ? PathAndQuery : PathAndQuery[..query])}";
    }
}
