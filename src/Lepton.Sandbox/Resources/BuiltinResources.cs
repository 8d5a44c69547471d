using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Resources;

/// <summary>Reads <see cref="BuiltinTable"/>.</summary>
internal static class BuiltinResources
{
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private static readonly Dictionary<char, string> VerbLetters = new()
    {
        ['c'] = "create",
        ['d'] = "delete",
        ['x'] = "deletecollection",
        ['g'] = "get",
        ['l'] = "list",
        ['p'] = "patch",
        ['u'] = "update",
        ['w'] = "watch",
    };

    private static readonly HashSet<string> IrregularSingulars = ["endpoints"];

    /// <summary>In which minor version of Kubernetes 1 an API, or a subresource, came; all others are older than 1.27 (CHANGELOG-1.28 and later, "API changes").</summary>
    private static readonly Dictionary<string, int> Since = new(StringComparer.Ordinal)
    {
        ["authentication.k8s.io/v1/selfsubjectreviews"] = 28,
        ["flowcontrol.apiserver.k8s.io/v1/flowschemas"] = 29,
        ["flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations"] = 29,
        ["admissionregistration.k8s.io/v1/validatingadmissionpolicies"] = 30,
        ["admissionregistration.k8s.io/v1/validatingadmissionpolicybindings"] = 30,
        ["networking.k8s.io/v1/ipaddresses"] = 33,
        ["networking.k8s.io/v1/servicecidrs"] = 33,
        ["v1/pods/resize"] = 33,
        ["resource.k8s.io/v1/deviceclasses"] = 34,
        ["resource.k8s.io/v1/resourceclaims"] = 34,
        ["resource.k8s.io/v1/resourceclaimtemplates"] = 34,
        ["resource.k8s.io/v1/resourceslices"] = 34,
        ["storage.k8s.io/v1/volumeattributesclasses"] = 34,
        ["admissionregistration.k8s.io/v1/mutatingadmissionpolicies"] = 36,
        ["admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings"] = 36,
    };

    /// <param name="schemas">Of their objects.</param>
    /// <param name="minor">Of the version of Kubernetes 1 that is served.</param>
    public static IReadOnlyList<ResourceType> Create(ISchemaFactory schemas, int minor) =>
    [
        .. BuiltinTable.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => Parse(line, schemas)).Where(t => IsServed(t, null, minor))
            .Select(t => t.Subresources.All(s => IsServed(t, s.Name, minor)) ? t : t with { Subresources = [.. t.Subresources.Where(s => IsServed(t, s.Name, minor))] }),
    ];

    private static bool IsServed(ResourceType type, string? subresource, int minor)
    {
        var name = $"{(type.Group.Length == 0 ? "" : $"{type.Group}/")}{type.Version}/{type.Plural}{(subresource is null ? "" : $"/{subresource}")}";
        return minor >= Since.GetValueOrDefault(name);
    }

    private static ResourceType Parse(string line, ISchemaFactory schemas)
    {
        var columns = line.Split('|', StringSplitOptions.TrimEntries);
        var (group, version) = SplitApiVersion(columns[0]);
        var rules = Words(columns[7]);
        var subresources = Words(columns[8]).Select(s => Subresource(s, columns[2])).ToArray();
        var schema = schemas.Builtin(group, version, columns[2]);
        return new ResourceType
        {
            Group = group,
            Version = version,
            Plural = columns[1],
            Singular = IrregularSingulars.Contains(columns[1]) ? columns[1] : columns[2].ToLowerInvariant(),
            Kind = columns[2],
            ListKind = columns[2] + "List",
            Namespaced = columns[3] == "N",
            ShortNames = Words(columns[4]),
            Categories = Words(columns[5]),
            Verbs = Verbs(columns[6]),
            Subresources = subresources,
            HasStatus = subresources.Any(s => s.Name == "status"),
            Generation = rules.Contains("genann") ? GenerationRule.SpecAndAnnotations : rules.Contains("gen") ? GenerationRule.Spec : GenerationRule.None,
            RequiresResourceVersion = rules.Contains("rv"),
            CreateOnUpdate = rules.Contains("upsert"),
            Virtual = rules.Contains("virtual"),
            StorageVersion = rules.FirstOrDefault(r => r.StartsWith("store=", StringComparison.Ordinal))?[6..] ?? version,
            Schema = schema?.Schema,
            Fields = schema?.Fields ?? schemas.Fallback,
        };
    }

    private static SubresourceType Subresource(string text, string kind)
    {
        switch (text)
        {
            case "status":
                return new SubresourceType("status", kind, ["get", "patch", "update"]);
            case "scale":
                return new SubresourceType("scale", "Scale", ["get", "patch", "update"], "autoscaling", "v1");
        }

        var parts = text.Split(':');
        var at = parts[1].Split('@');
        var (group, version) = at.Length > 1 ? SplitApiVersion(at[1]) : ("", "");
        return new SubresourceType(parts[0], at[0], Verbs(parts[2]), group, version);
    }

    private static string[] Verbs(string letters) => letters == "all" ? AllVerbs : [.. letters.Select(c => VerbLetters[c]).Order(StringComparer.Ordinal)];

    private static string[] Words(string cell) => cell == "-" ? [] : cell.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal static (string Group, string Version) SplitApiVersion(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/');
        return slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
    }
}
