using Lepton.Kubernetes.Models;

namespace Lepton.Testing.Builders;

/// <summary>Objects for tests, complete enough for an API server to accept. Change them further with the methods of <see cref="BuilderExtensions"/>.</summary>
public static class Build
{
    /// <summary>A pod with one container that waits to be scheduled.</summary>
    public static V1Pod Pod(string name, string @namespace = "default", string image = "registry.example/app:1") => new()
    {
        Metadata = { Name = name, Namespace = @namespace },
        Spec = new() { Containers = [new() { Name = "app", Image = image }] },
        Status = new() { Phase = "Pending" },
    };

    /// <summary>A node that is ready.</summary>
    public static V1Node Node(string name) => new()
    {
        Metadata = { Name = name },
        Status = new() { Conditions = [new() { Type = "Ready", Status = "True", Reason = "KubeletReady" }] },
    };

    public static V1ConfigMap ConfigMap(string name, string @namespace = "default", params (string Key, string Value)[] data) => new()
    {
        Metadata = { Name = name, Namespace = @namespace },
        Data = data.ToDictionary(d => d.Key, d => d.Value, StringComparer.Ordinal),
    };

    /// <summary>A Deployment whose pods are labelled <c>app=name</c>.</summary>
    public static V1Deployment Deployment(string name, string @namespace = "default", string image = "registry.example/app:1", int replicas = 1)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = name };
        return new()
        {
            Metadata = { Name = name, Namespace = @namespace, Labels = labels },
            Spec = new()
            {
                Replicas = replicas,
                Selector = new() { MatchLabels = new(labels, StringComparer.Ordinal) },
                Template = new() { Metadata = new() { Labels = new(labels, StringComparer.Ordinal) }, Spec = new() { Containers = [new() { Name = "app", Image = image }] } },
            },
        };
    }
}
