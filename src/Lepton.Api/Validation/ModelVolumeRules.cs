using Lepton.Api.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Validation;

/// <summary>Volumes and where they are mounted.</summary>
internal static class ModelVolumeRules
{
    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        checks.Unique("spec.volumes", spec.Volumes, v => v.Name, "volume");
        for (var i = 0; i < (spec.Volumes?.Count ?? 0); i++)
        {
            var sources = KubernetesJson.ToNode(spec.Volumes![i])!.AsObject().Select(p => p.Key).Where(k => k != "name").ToList();
            checks.DnsLabel($"spec.volumes[{i}].name", spec.Volumes[i].Name);
            checks.That(sources.Count == 1, $"spec.volumes[{i}]", sources.Count == 0 ? null : string.Join(" and ", sources), "exactly one source, such as emptyDir, persistentVolumeClaim, configMap or secret");
        }
        CheckMounts(checks, spec);
    }

    private static void CheckMounts(Checks checks, LeptonModelSpec spec)
    {
        var known = (spec.Volumes ?? []).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        checks.Unique("spec.volumeMounts", spec.VolumeMounts, m => m.MountPath, "path");
        for (var i = 0; i < (spec.VolumeMounts?.Count ?? 0); i++)
        {
            var mount = spec.VolumeMounts![i];
            checks.That(known.Contains(mount.Name), $"spec.volumeMounts[{i}].name", mount.Name, known.Count == 0 ? "one of spec.volumes, of which there are none" : $"one of spec.volumes: {string.Join(", ", known.Order(StringComparer.Ordinal))}");
            checks.That(mount.MountPath.StartsWith('/') && !mount.MountPath.Contains(':', StringComparison.Ordinal), $"spec.volumeMounts[{i}].mountPath", mount.MountPath, "an absolute path without a colon");
            checks.That(mount.SubPath is null || mount.SubPathExpr is null, $"spec.volumeMounts[{i}].subPathExpr", mount.SubPathExpr, "only one of subPath and subPathExpr");
        }
    }
}
