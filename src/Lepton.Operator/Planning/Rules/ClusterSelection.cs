using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Planning.Rules;

/// <summary>Label selectors over clusters.</summary>
internal static class ClusterSelection
{
    /// <summary>What of the selector does not hold; null when all does.</summary>
    /// <param name="labels">As <c>key=value</c> (<see cref="Pools.ClusterFacts.Labels"/>).</param>
    public static string? Mismatch(V1LabelSelector selector, IReadOnlyCollection<string> labels)
    {
        foreach (var (key, value) in selector.MatchLabels ?? [])
        {
            if (!labels.Contains($"{key}={value}"))
                return $"{key}={value}";
        }

        foreach (var expression in selector.MatchExpressions ?? [])
        {
            var value = labels.Where(l => l.StartsWith($"{expression.Key}=", StringComparison.Ordinal)).Select(l => l[(expression.Key!.Length + 1)..]).FirstOrDefault();
            var holds = expression.Operator switch
            {
                "In" => value is not null && expression.Values?.Contains(value) == true,
                "NotIn" => value is null || expression.Values?.Contains(value) != true,
                "Exists" => value is not null,
                "DoesNotExist" => value is null,
                _ => false,
            };
            if (!holds)
                return $"{expression.Key} {expression.Operator} [{string.Join(", ", expression.Values ?? [])}]";
        }

        return null;
    }
}
