namespace Lepton.Api.Accelerators;

/// <summary>Which GPUs an instance type has, where its name alone tells.</summary>
public static partial class InstanceTypes
{
    /// <summary>The canonical GPU name; null for a type without GPUs, with parts of GPUs, or unknown.</summary>
    public static string? AcceleratorOf(string instanceType)
    {
        foreach (var (prefix, suffix, name) in Families)
        {
            if (instanceType.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && instanceType.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                return name;
        }
        return ProductNames.Parse(instanceType).Name;
    }
}
