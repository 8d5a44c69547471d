namespace Lepton.Kubernetes.Models;

/// <summary>Asks whether the caller may do something.</summary>
[KubernetesEntity(Group = "authorization.k8s.io", ApiVersion = "v1", Kind = "SelfSubjectAccessReview", PluralName = "selfsubjectaccessreviews", Namespaced = false)]
public sealed class V1SelfSubjectAccessReview : KubernetesObject, ISpec<V1SelfSubjectAccessReviewSpec>, IStatus<V1SubjectAccessReviewStatus>
{
    public V1SelfSubjectAccessReviewSpec Spec { get; set; } = new();
    public V1SubjectAccessReviewStatus? Status { get; set; }
}

/// <summary>What the caller wants to do: one of these.</summary>
public sealed class V1SelfSubjectAccessReviewSpec : ExtensibleObject
{
    public V1ResourceAttributes? ResourceAttributes { get; set; }
    public V1NonResourceAttributes? NonResourceAttributes { get; set; }
}

/// <summary>A verb on a resource.</summary>
public sealed class V1ResourceAttributes : ExtensibleObject
{
    public string? Namespace { get; set; }
    public string? Verb { get; set; }
    public string? Group { get; set; }
    public string? Version { get; set; }
    public string? Resource { get; set; }
    public string? Subresource { get; set; }
    public string? Name { get; set; }
}

/// <summary>A verb on a path.</summary>
public sealed class V1NonResourceAttributes : ExtensibleObject
{
    public string? Path { get; set; }
    public string? Verb { get; set; }
}

/// <summary>The answer.</summary>
public sealed class V1SubjectAccessReviewStatus : ExtensibleObject
{
    public bool Allowed { get; set; }
    public bool? Denied { get; set; }
    public string? Reason { get; set; }
    public string? EvaluationError { get; set; }
}

/// <summary>Asks whether somebody else may do something.</summary>
[KubernetesEntity(Group = "authorization.k8s.io", ApiVersion = "v1", Kind = "SubjectAccessReview", PluralName = "subjectaccessreviews", Namespaced = false)]
public sealed class V1SubjectAccessReview : KubernetesObject, ISpec<V1SubjectAccessReviewSpec>, IStatus<V1SubjectAccessReviewStatus>
{
    public V1SubjectAccessReviewSpec Spec { get; set; } = new();
    public V1SubjectAccessReviewStatus? Status { get; set; }
}

/// <summary>Who wants to do what.</summary>
public sealed class V1SubjectAccessReviewSpec : ExtensibleObject
{
    public V1ResourceAttributes? ResourceAttributes { get; set; }
    public V1NonResourceAttributes? NonResourceAttributes { get; set; }
    public string? User { get; set; }
    public List<string>? Groups { get; set; }
    public Dictionary<string, List<string>>? Extra { get; set; }
    public string? Uid { get; set; }
}
