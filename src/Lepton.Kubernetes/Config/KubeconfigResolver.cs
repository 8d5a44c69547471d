using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>Picks a context and turns its cluster and user into a configuration.</summary>
internal static class KubeconfigResolver
{
    internal static KubernetesClientConfiguration Resolve(K8SConfiguration config, string? contextName, string? masterUrl, KubeconfigTrust trust)
    {
        var origin = config.FileName ?? trust.Origin;
        contextName ??= config.CurrentContext;
        if (string.IsNullOrEmpty(contextName))
            throw new KubeconfigException(origin, "current-context", $"missing; one of {Names(config.Contexts)} is expected");
        var context = Find(config.Contexts, contextName, "contexts", "current-context", origin).ContextDetails
            ?? throw new KubeconfigException(origin, $"contexts[name={contextName}].context", "missing; a map with cluster and user is expected");
        var cluster = Find(config.Clusters, Required(context.Cluster, origin, contextName, "cluster"), "clusters", $"contexts[name={contextName}].context.cluster", origin);
        var result = new ClusterSection(cluster, trust, origin).Resolve(masterUrl);
        result.CurrentContext = contextName;
        result.Origin = origin;
        if (!string.IsNullOrEmpty(context.Namespace))
            result.Namespace = context.Namespace;
        // A context without a user is an anonymous one.
        if (!string.IsNullOrEmpty(context.User))
            new UserSection(Find(config.Users, context.User, "users", $"contexts[name={contextName}].context.user", origin), trust, origin).ApplyTo(result);
        return result;
    }

    private static T Find<T>(List<T>? entries, string name, string list, string field, string origin) where T : INamedEntry
    {
        var entry = (entries ?? []).Find(e => e.Name == name);
        return entry is not null ? entry : throw new KubeconfigException(origin, field, $"\"{name}\" is not in {list}; {Names(entries)} is expected");
    }

    private static string Required(string? value, string origin, string context, string field) =>
        !string.IsNullOrEmpty(value) ? value : throw new KubeconfigException(origin, $"contexts[name={context}].context.{field}", "missing");

    private static string Names<T>(List<T>? entries) where T : INamedEntry => entries is { Count: > 0 }
        ? string.Join(", ", entries.Take(10).Select(e => $"\"{e.Name}\"")) + (entries.Count > 10 ? " …" : "")
        : "an entry (there is none)";
}
