using System.Collections;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Xunit;

namespace Lepton.EndToEnd.House;

/// <summary>A field enters the schema with the change that makes it work: what users may write is read by the operator.</summary>
public sealed class SchemaFields
{
    /// <summary>Those that no code of the operator names, and why they work all the same.</summary>
    private static readonly Dictionary<string, string> WorkOtherwise = new(StringComparer.Ordinal)
    {
        ["ScalingTrigger.Type"] = "passed on whole to the ScaledObject",
        ["ScalingTrigger.Source"] = "passed on whole to the ScaledObject",
        ["MigrationPolicy.DataSync"] = "read by DatasetSyncRules, which the operator asks and validation shares",
        ["MoveWindow.Cron"] = "read by MoveSchedule, which the operator asks and validation shares",
        ["MoveWindow.Duration"] = "read by MoveSchedule, which the operator asks and validation shares",
        ["MoveWindow.TimeZone"] = "read by MoveSchedule, which the operator asks and validation shares",
        ["NodePool.Name"] = "the key of the list: merging and messages use it",
        ["ScalingMetric.Source"] = "goes as a whole into the HorizontalPodAutoscaler",
        ["ScalingMetric.Type"] = "goes as a whole into the HorizontalPodAutoscaler",
    };

    [Fact]
    public void Every_field_of_the_specs_is_read_by_the_operator()
    {
        var read = Getters(Path.Combine(AppContext.BaseDirectory, "lepton-operator.dll"));
        var fields = new[] { typeof(LeptonModelSpec), typeof(CloudProviderSpec), typeof(PlacementPolicySpec) }.SelectMany(Fields).ToHashSet(StringComparer.Ordinal);

        Assert.True(fields.Count > 100, $"only {fields.Count} fields were found");
        var unread = fields.Except(read).Except(WorkOtherwise.Keys).Order(StringComparer.Ordinal).ToList();
        Assert.True(unread.Count == 0, $"in the schema, but read nowhere in the operator: {string.Join(", ", unread)}");
        Assert.Empty(WorkOtherwise.Keys.Except(fields));
    }

    /// <summary><c>Type.Property</c> of a spec and of everything of Lepton's own below it; what is Kubernetes' own is passed on as a whole.</summary>
    private static HashSet<string> Fields(Type root)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<Type>();
        var open = new Stack<Type>([root]);
        while (open.TryPop(out var type))
        {
            if (!seen.Add(type))
                continue;
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
            {
                found.Add($"{type.Name}.{property.Name}");
                foreach (var inner in Parts(property.PropertyType).Where(t => t.IsClass && t.Assembly == root.Assembly))
                    open.Push(inner);
            }
        }

        return found;
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType ? type.GetGenericArguments() : [type];

    /// <summary><c>Type.Property</c> of every getter of another assembly that code in this one calls.</summary>
    private static HashSet<string> Getters(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            var name = metadata.GetString(reference.Name);
            if (name.StartsWith("get_", StringComparison.Ordinal) && reference.Parent.Kind == HandleKind.TypeReference)
                found.Add($"{metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)reference.Parent).Name)}.{name[4..]}");
        }

        return found;
    }
}
