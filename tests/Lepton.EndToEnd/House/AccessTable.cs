using System.Text.RegularExpressions;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Access;
using Xunit;

namespace Lepton.EndToEnd.House;

/// <summary>Code that no run of a test reaches asks for rights too: every kind the operator's sources name as a resource has to be in the table of rights.</summary>
public sealed partial class AccessTable
{
    [Fact]
    public void Every_kind_that_the_operator_names_is_in_the_table_of_rights()
    {
        var granted = HubAccess.Cluster.Concat(HubAccess.Election).Concat(HubAccess.Renewal).Concat(HubAccess.Webhooks).Concat(HubAccess.WebhookSecret).Concat(HubAccess.Dashboard).Concat(MemberAccess.Rules).SelectMany(r => r.Resources.Select(resource => $"{r.Group}/{resource.Split('/')[0]}")).ToHashSet(StringComparer.Ordinal);
        var named = Directory.EnumerateFiles(Repository.PathOf("src", "Lepton.Operator"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.StartsWith(Repository.PathOf("src", "Lepton.Operator", "Access"), StringComparison.Ordinal))
            .SelectMany(f => Named().Matches(File.ReadAllText(f)).Select(m => (File: Path.GetRelativePath(Repository.Root, f), Type: m.Groups[1].Value)))
            .ToList();
        Assert.Contains(named, n => n.Type == nameof(V1Secret));
        var missing = named.Where(n => TypeOf(n.Type) is { } type && !granted.Contains(Key(type))).Select(n => $"{n.File} names {n.Type}").Distinct();
        Assert.Empty(missing);
    }

    private static string Key(Type type) => ResourceDefinition.Of(type) is var d ? $"{d.Group}/{d.Plural}" : "";

    /// <summary>Null for type parameters.</summary>
    private static Type? TypeOf(string name) => new[] { typeof(V1Secret).Assembly, typeof(Api.Models.LeptonModel).Assembly, typeof(HubAccess).Assembly }
        .SelectMany(a => a.GetTypes()).FirstOrDefault(t => t.Name == name && t.IsDefined(typeof(KubernetesEntityAttribute), inherit: false));

    [GeneratedRegex(@"(?:Resource|ResourceDefinition\.Of)<(\w+)>\(")]
    private static partial Regex Named();
}
