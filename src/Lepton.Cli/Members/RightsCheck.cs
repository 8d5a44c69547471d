using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Access;

namespace Lepton.Cli.Members;

/// <summary>Asks a server which of the rights that the operator needs its user does not have.</summary>
internal static class RightsCheck
{
    private const int AtOnce = 8;

    /// <param name="namespace">Where the rules must hold; null for all namespaces.</param>
    /// <returns>One line for each right that is missing, with what it is for.</returns>
    public static async Task<IReadOnlyList<string>> MissingAsync(IKubernetesClient member, IReadOnlyList<AccessRule> rules, string? @namespace, CancellationToken cancellationToken)
    {
        var wanted = rules.SelectMany(r => r.Resources.SelectMany(resource => r.Verbs.Select(verb => (Rule: r, Resource: resource, Verb: verb)))).ToList();
        var missing = new string?[wanted.Count];
        await Parallel.ForAsync(0, wanted.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var (rule, resource, verb) = wanted[i];
            if (!await MayAsync(member, rule, resource, verb, @namespace, token))
                missing[i] = $"{verb} {resource}{(rule.Group.Length == 0 ? "" : $".{rule.Group}")}{(@namespace is null ? "" : $" in namespace {@namespace}")}: {rule.Why}";
        });
        return [.. missing.OfType<string>()];
    }

    private static async Task<bool> MayAsync(IKubernetesClient member, AccessRule rule, string resource, string verb, string? @namespace, CancellationToken cancellationToken)
    {
        var parts = resource.Split('/');
        var review = new V1SelfSubjectAccessReview
        {
            Spec = new V1SelfSubjectAccessReviewSpec
            {
                ResourceAttributes = new V1ResourceAttributes
                {
                    Group = rule.Group,
                    Resource = parts[0],
                    Subresource = parts.Length > 1 ? parts[1] : null,
                    Verb = verb,
                    Namespace = @namespace,
                    Name = rule.Names?[0],
                },
            },
        };
        return (await member.Resource<V1SelfSubjectAccessReview>().CreateAsync(review, cancellationToken: cancellationToken)).Status?.Allowed == true;
    }
}
