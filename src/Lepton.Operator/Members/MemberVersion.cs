using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lepton.Operator.Members;

/// <summary>Which Kubernetes a member runs, and whether what the operator writes is understood there.</summary>
internal static partial class MemberVersion
{
    /// <summary>
    /// The oldest minor version of Kubernetes 1 that serves all that is written: PodDisruptionBudget's <c>unhealthyPodEvictionPolicy</c> and Job's <c>podFailurePolicy</c> are on by default since 1.27 and 1.26
    /// (feature gates PDBUnhealthyPodEvictionPolicy and JobPodFailurePolicy). An older server would refuse the one or drop the other: a run would count evictions as its own failures.
    /// </summary>
    public const int OldestMinor = 27;

    /// <summary>The answer to <c>/version</c>, as conditions show it; null when it is not one.</summary>
    public static string? Text(JsonNode? answer) => (answer as JsonObject)?["gitVersion"]?.GetValue<string>();

    /// <exception cref="MemberTooOldException">It says that it is older than <see cref="OldestMinor"/>. One whose version cannot be read is judged by what it answers.</exception>
    public static void Check(string? version)
    {
        if (Minor(version) < OldestMinor)
            throw new MemberTooOldException($"Kubernetes {version}; expected 1.{OldestMinor} or later: upgrade the cluster, or take it out of the CloudProvider");
    }

    /// <summary>The minor version of Kubernetes 1; of an earlier major one less than any, of a later one more. Null when the text is no version.</summary>
    public static int? Minor(string? version)
    {
        if (version is null || Numbers().Match(version) is not { Success: true } match)
            return null;
        return int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) switch
        {
            0 => -1,
            1 => int.Parse(match.Groups["minor"].ValueSpan, CultureInfo.InvariantCulture),
            _ => int.MaxValue,
        };
    }

    /// <summary>As Kubernetes and those who build on it write them: v1.29.3, v1.27.16-gke.1287000, v1.30.4+k3s1, v1.31.0-eks-a737599.</summary>
    [GeneratedRegex(@"^v?(?<major>\d{1,4})\.(?<minor>\d{1,4})(\D|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}

/// <summary>A member runs a Kubernetes that does not understand what is written.</summary>
internal sealed class MemberTooOldException(string message) : Exception(message);
