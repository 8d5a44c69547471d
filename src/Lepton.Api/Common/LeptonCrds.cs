using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api;

/// <summary>The kinds of this API group and their definitions.</summary>
public static class LeptonCrds
{
    /// <summary>One type per kind, in the order in which they are installed.</summary>
    public static IReadOnlyList<Type> Types { get; } = [typeof(CloudProvider), typeof(PlacementPolicy), typeof(LeptonModel)];

    /// <summary>The definitions as they are in <c>config/crd</c> (compiled in; a test keeps them equal to what the types say). New objects at each call.</summary>
    public static IReadOnlyList<V1CustomResourceDefinition> All() =>
        [.. Types.Select(t => KubernetesJson.Deserialize<V1CustomResourceDefinition>(KubernetesYaml.Load(Text(FileName(t))))!)];

    /// <summary>The name of a kind's file in <c>config/crd</c>.</summary>
    public static string FileName(Type type)
    {
        var definition = ResourceDefinition.Of(type);
        return $"{definition.Group}_{definition.Plural}.yaml";
    }

    private static string Text(string fileName)
    {
        using var stream = typeof(LeptonCrds).Assembly.GetManifestResourceStream("crd/" + fileName)
            ?? throw new InvalidOperationException($"the definition {fileName} is not compiled in: config/crd/{fileName} was missing when Lepton.Api was built");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
