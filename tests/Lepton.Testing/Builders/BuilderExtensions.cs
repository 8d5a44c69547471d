using Lepton.Kubernetes.Models;

namespace Lepton.Testing.Builders;

/// <summary>Changes an object under construction and answers it, so that calls can be chained.</summary>
public static class BuilderExtensions
{
    public static T Labelled<T>(this T value, string key, string text) where T : IKubernetesObject
    {
        (value.Metadata.Labels ??= new(StringComparer.Ordinal))[key] = text;
        return value;
    }

    public static T Annotated<T>(this T value, string key, string text) where T : IKubernetesObject
    {
        (value.Metadata.Annotations ??= new(StringComparer.Ordinal))[key] = text;
        return value;
    }

    public static T WithFinalizer<T>(this T value, string finalizer) where T : IKubernetesObject
    {
        (value.Metadata.Finalizers ??= []).Add(finalizer);
        return value;
    }

    /// <summary>Controlled by another object, which must have a uid: one that was stored.</summary>
    public static T OwnedBy<T>(this T value, IKubernetesObject owner) where T : IKubernetesObject
    {
        var definition = ResourceDefinition.Of(owner.GetType());
        (value.Metadata.OwnerReferences ??= []).Add(new()
        {
            ApiVersion = definition.ApiVersion,
            Kind = definition.Kind,
            Name = owner.Metadata.Name ?? "",
            Uid = owner.Metadata.Uid ?? throw new ArgumentException($"the owner {owner.Metadata.Name} has no uid; create it first and take what the server answered", nameof(owner)),
            Controller = true,
        });
        return value;
    }

    /// <summary>Bound to a node.</summary>
    public static V1Pod On(this V1Pod pod, string node)
    {
        pod.Spec!.NodeName = node;
        return pod;
    }

    /// <summary>In a phase such as <c>Running</c>; ready when it is that.</summary>
    public static V1Pod In(this V1Pod pod, string phase)
    {
        pod.Status = new() { Phase = phase, Conditions = [new() { Type = "Ready", Status = phase == "Running" ? "True" : "False" }] };
        return pod;
    }

    /// <summary>Its first container needs so much of a resource, as request and limit.</summary>
    public static V1Pod Needing(this V1Pod pod, string resource, string quantity)
    {
        var resources = pod.Spec!.Containers![0].Resources ??= new();
        (resources.Requests ??= new(StringComparer.Ordinal))[resource] = Quantity.Parse(quantity);
        (resources.Limits ??= new(StringComparer.Ordinal))[resource] = Quantity.Parse(quantity);
        return pod;
    }

    /// <summary>Has so much of a resource, all of it allocatable.</summary>
    public static V1Node Having(this V1Node node, string resource, string quantity)
    {
        var status = node.Status ??= new();
        (status.Capacity ??= new(StringComparer.Ordinal))[resource] = Quantity.Parse(quantity);
        (status.Allocatable ??= new(StringComparer.Ordinal))[resource] = Quantity.Parse(quantity);
        return node;
    }

    /// <summary>Reports so many ready replicas of its current specification.</summary>
    public static V1Deployment Ready(this V1Deployment deployment, int replicas)
    {
        deployment.Status = new()
        {
            ObservedGeneration = deployment.Metadata.Generation,
            Replicas = replicas,
            UpdatedReplicas = replicas,
            ReadyReplicas = replicas,
            AvailableReplicas = replicas,
        };
        return deployment;
    }
}
