using Lepton.Kubernetes.Serialization;

namespace Lepton.ControllerRuntime.Writes;

/// <summary>Copies of cached objects: those in a cache are shared and must not be changed.</summary>
public static class DeepCopies
{
    /// <summary>A copy that shares nothing with the original, by way of JSON.</summary>
    public static T DeepCopy<T>(this T value) where T : class =>
        KubernetesJson.Deserialize<T>(KubernetesJson.ToUtf8Bytes(value)) ?? throw new ArgumentException($"a {typeof(T).Name} cannot be copied: it is written as null", nameof(value));
}
