namespace Lepton.Kubernetes.Models;

/// <summary>Any object reduced to its metadata, as the server sends it when asked for nothing more (meta/v1 PartialObjectMetadata).
/// It names no resource of its own: it is read from the resource whose metadata is wanted.</summary>
public sealed class PartialObjectMetadata : KubernetesObject;
