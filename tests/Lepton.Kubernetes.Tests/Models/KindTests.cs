using System.Reflection;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Tests.Models;

public class KindTests
{
    public static TheoryData<Type> Kinds { get; } = [.. KindTypes()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKindHasGeneratedMetadata(Type kind)
    {
        Assert.NotNull(KubernetesJsonContext.Default.GetTypeInfo(kind));
        Assert.NotNull(KubernetesJsonContext.Default.GetTypeInfo(typeof(KubernetesList<>).MakeGenericType(kind)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKindIsNamedAsTheApiNamesIt(Type kind)
    {
        var definition = ResourceDefinition.Of(kind);
        Assert.EndsWith(definition.Kind, kind.Name == "Eventsv1Event" ? "Event" : kind.Name, StringComparison.Ordinal);
        Assert.Equal(definition.Plural.ToLowerInvariant(), definition.Plural);
        Assert.StartsWith(definition.Kind.ToLowerInvariant()[..^1], definition.Plural, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPartKeepsWhatItDoesNotKnow()
    {
        var parts = KindTypes().SelectMany(k => Reachable(k, [])).Distinct().ToList();
        Assert.True(parts.Count > 80);
        Assert.All(parts.Where(t => t.Name is not "V1ObjectMeta" and not "V1OwnerReference" and not "V1Condition" and not "V1ScaleSpec" and not "V1ScaleStatus"),
            t => Assert.Contains(t.GetProperties(), p => p.GetCustomAttribute<JsonExtensionDataAttribute>() is not null));
    }

    private static IEnumerable<Type> KindTypes() =>
        typeof(V1Pod).Assembly.GetTypes().Where(t => t.GetCustomAttribute<KubernetesEntityAttribute>() is not null);

    private static IEnumerable<Type> Reachable(Type type, HashSet<Type> seen)
    {
        foreach (var property in type.GetProperties().Where(p => p.Name != "Metadata" && p.GetCustomAttribute<JsonExtensionDataAttribute>() is null))
        {
            var part = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[^1] : property.PropertyType;
            if (!part.IsClass || part.Namespace != typeof(V1Pod).Namespace || typeof(IKubernetesObject).IsAssignableFrom(part) || part == typeof(JSONSchemaPropsOrBool) || !seen.Add(part))
                continue;
            yield return part;
            foreach (var deeper in Reachable(part, seen))
                yield return deeper;
        }
    }
}
