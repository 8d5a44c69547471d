namespace Lepton.Kubernetes.Models;

/// <summary>Asks whose token it is.</summary>
[KubernetesEntity(Group = "authentication.k8s.io", ApiVersion = "v1", Kind = "TokenReview", PluralName = "tokenreviews", Namespaced = false)]
public sealed class V1TokenReview : KubernetesObject, ISpec<V1TokenReviewSpec>, IStatus<V1TokenReviewStatus>
{
    public V1TokenReviewSpec Spec { get; set; } = new();
    public V1TokenReviewStatus? Status { get; set; }
}

/// <summary>The token, and for whom it has to be; the API server itself when no audiences are given.</summary>
public sealed class V1TokenReviewSpec : ExtensibleObject
{
    public string? Token { get; set; }
    public List<string>? Audiences { get; set; }
}

/// <summary>The answer.</summary>
public sealed class V1TokenReviewStatus : ExtensibleObject
{
    public bool? Authenticated { get; set; }
    public V1UserInfo? User { get; set; }
    public List<string>? Audiences { get; set; }
    public string? Error { get; set; }
}

/// <summary>Somebody, as the API server knows them.</summary>
public sealed class V1UserInfo : ExtensibleObject
{
    public string? Username { get; set; }
    public string? Uid { get; set; }
    public List<string>? Groups { get; set; }
    public Dictionary<string, List<string>>? Extra { get; set; }
}
