using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Members;

namespace Lepton.Operator.Emission;

/// <summary>A field that a model sets, and the minor version of Kubernetes 1 from which a cluster takes it without further ado.</summary>
internal sealed record NewField(string Path, int Since);

/// <summary>
/// What a model passes on to its pods and autoscalers as it is, and members of the older versions do not know: they would drop it without a word, or refuse the object. A sidecar
/// that is dropped to an init container never ends, and its replica never starts; so such a model is not placed there.
/// </summary>
internal static class NewFields
{
    /// <summary>
    /// Fields that came after <see cref="MemberVersion.OldestMinor"/> and by default are served to 1.36, by the version in which their feature gate was turned on
    /// (pkg/features/kube_features.go of Kubernetes, whose names are beside them). Of a field that came later than all of these the member's answer tells.
    /// </summary>
    private static readonly (string Path, int Since)[] OfContainers =
    [
        ("lifecycle.postStart.sleep", 30), ("lifecycle.preStop.sleep", 30), // PodLifecycleSleepAction
        ("securityContext.appArmorProfile", 30), // AppArmorFields
        ("volumeMounts[].recursiveReadOnly", 31), // RecursiveReadOnlyMounts
        ("resizePolicy", 33), // InPlacePodVerticalScaling
        ("resources.claims", 34), // DynamicResourceAllocation
        ("restartPolicyRules", 35), // ContainerRestartRules
        ("env[].valueFrom.fileKeyRef", 35), // EnvFiles
    ];

    private static readonly (string Path, int Since)[] OfPods =
    [
        .. OfContainers.SelectMany(f => new[] { ($"containers[].{f.Path}", f.Since), ($"initContainers[].{f.Path}", f.Since) }),
        ("initContainers[].restartPolicy", 29), // SidecarContainers
        ("securityContext.appArmorProfile", 30), // AppArmorFields
        .. new[] { "podAffinity", "podAntiAffinity" }.SelectMany(a => new[] { "matchLabelKeys", "mismatchLabelKeys" }.SelectMany(k => new[] // MatchLabelKeysInPodAffinity
        {
            ($"affinity.{a}.requiredDuringSchedulingIgnoredDuringExecution[].{k}", 31), ($"affinity.{a}.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm.{k}", 31),
        })),
        ("securityContext.supplementalGroupsPolicy", 33), // SupplementalGroupsPolicy
        ("securityContext.seLinuxChangePolicy", 33), // SELinuxChangePolicy
        ("hostUsers", 33), // UserNamespacesSupport
        ("resources", 34), // PodLevelResources
        ("resourceClaims", 34), // DynamicResourceAllocation
        ("containers[].restartPolicy", 35), // ContainerRestartRules
        ("hostnameOverride", 35), // HostnameOverride
        ("volumes[].image", 35), // ImageVolume
    ];

    private static readonly (string Path, int Since)[] OfModels =
    [
        ("volumes[].image", 35), ("volumeMounts[].recursiveReadOnly", 31), ("resources.claims", 34),
        ("scaling.behavior.scaleUp.tolerance", 35), ("scaling.behavior.scaleDown.tolerance", 35), // HPAConfigurableTolerance
    ];

    private static readonly IReadOnlyList<NewField> None = [];

    /// <summary>Those that a model sets, by their place in it.</summary>
    public static IReadOnlyList<NewField> Of(LeptonModelSpec spec)
    {
        // Asked for every model of each plan: most set none of what could hold one.
        if (spec.PodTemplate is null && spec.Volumes is null && spec.VolumeMounts is null && spec.Resources?.Claims is null && spec.Scaling?.Behavior is null)
            return None;
        var model = new JsonObject
        {
            ["volumes"] = KubernetesJson.ToNode(spec.Volumes),
            ["volumeMounts"] = KubernetesJson.ToNode(spec.VolumeMounts),
            ["resources"] = KubernetesJson.ToNode(spec.Resources),
            ["scaling"] = new JsonObject { ["behavior"] = spec.Scaling?.Behavior?.DeepClone() },
        };
        var found = In(model, OfModels, "spec").Concat(In(spec.PodTemplate?["spec"], OfPods, "spec.podTemplate.spec")).ToList();
        return found.Count == 0 ? None : found;
    }

    /// <summary>Why a cluster is too old for a model; null when it is not, or its version cannot be read.</summary>
    /// <param name="fields">What <see cref="Of"/> found.</param>
    /// <param name="version">As the cluster tells it.</param>
    public static string? TooNewFor(IReadOnlyList<NewField> fields, string cluster, string? version)
    {
        if (fields.Count == 0 || MemberVersion.Minor(version) is not { } minor)
            return null;
        var unknown = fields.Where(f => f.Since > minor).ToList();
        return unknown.Count == 0 ? null
            : $"cluster {cluster} runs Kubernetes {version}, which does not take {string.Join(", ", unknown.Select(f => $"{f.Path} (1.{f.Since} and later do)"))}";
    }

    private static IEnumerable<NewField> In(JsonNode? node, (string Path, int Since)[] table, string at) =>
        node is null ? [] : table.Where(f => Sets(node, f.Path)).Select(f => new NewField($"{at}.{f.Path}", f.Since));

    private static bool Sets(JsonNode? node, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (name, rest) = dot < 0 ? (path, "") : (path[..dot], path[(dot + 1)..]);
        var list = name.EndsWith("[]", StringComparison.Ordinal);
        var value = (node as JsonObject)?[list ? name[..^2] : name];
        if (rest.Length == 0)
            return value is not null and not JsonArray { Count: 0 } and not JsonObject { Count: 0 };
        return list ? value is JsonArray items && items.Any(i => Sets(i, rest)) : Sets(value, rest);
    }
}
