using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas.Kinds;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Pods;

/// <summary>What the volumes of a pod must be.</summary>
internal static class VolumeValidation
{
    /// <returns>The names of the volumes that containers may mount.</returns>
    public static HashSet<string> Volumes(JsonArray? volumes, string path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < volumes?.Count; i++)
        {
            var at = $"{path}[{i}]";
            var volume = volumes[i] as JsonObject ?? [];
            if (volume.Str("name") is not { Length: > 0 } name)
                errors.Required(at + ".name");
            else if (!names.Add(name))
                errors.Duplicate(at + ".name", name);
            else
                Check.Name(NameRules.DnsLabel(name), name, at + ".name", errors);
            Source(volume, at, errors);
        }

        return names;
    }

    private static void Source(JsonObject volume, string path, FieldErrors errors)
    {
        var sources = volume.Where(field => field.Key != "name" && field.Value is not null).Select(field => field.Key).ToArray();
        if (sources.Length == 0)
            errors.Required(path, "must specify a volume type");
        foreach (var extra in sources.Skip(1))
            errors.Forbidden($"{path}.{extra}", "may not specify more than 1 volume type");
        switch (sources)
        {
            case ["persistentVolumeClaim", ..] when string.IsNullOrEmpty(volume.Obj("persistentVolumeClaim").Str("claimName")):
                errors.Required(path + ".persistentVolumeClaim.claimName");
                break;
            case ["secret", ..] when string.IsNullOrEmpty(volume.Obj("secret").Str("secretName")):
                errors.Required(path + ".secret.secretName");
                break;
            case ["configMap", ..] when string.IsNullOrEmpty(volume.Obj("configMap").Str("name")):
                errors.Required(path + ".configMap.name");
                break;
            case ["hostPath", ..] when string.IsNullOrEmpty(volume.Obj("hostPath").Str("path")):
                errors.Required(path + ".hostPath.path");
                break;
            case ["emptyDir", ..] when Check.Amount(volume.Obj("emptyDir")?["sizeLimit"]) is { Sign: < 0 }:
                errors.Forbidden(path + ".emptyDir.sizeLimit", "SizeLimit field must be a valid resource quantity");
                break;
        }
    }
}
