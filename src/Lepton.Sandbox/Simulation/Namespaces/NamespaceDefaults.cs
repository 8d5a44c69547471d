using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Namespaces;

/// <summary>Gives every namespace the ServiceAccount <c>default</c> and the ConfigMap <c>kube-root-ca.crt</c>, again when they are deleted.</summary>
internal sealed class NamespaceDefaults(ClusterContext context) : IController
{
    private const string Account = "default";
    private const string RootCa = "kube-root-ca.crt";

    private const string Description = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or "
        + "kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Namespaces, Kinds.ServiceAccounts, Kinds.ConfigMaps];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.Namespaces)
        {
            if (!change.Deleted && change.Old is null)
                context.Loop.Enqueue(this, new ObjectName("", change.Object.Name));
        }
        else if (change.Deleted && change.Object.Name is Account or RootCa)
        {
            context.Loop.Enqueue(this, new ObjectName("", change.Object.Namespace));
        }
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.Namespaces.Get(key) is not { Deleting: false })
            return;
        Ensure(Kinds.ServiceAccounts, key.Name, new JsonObject { ["kind"] = "ServiceAccount", ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["name"] = Account, ["namespace"] = key.Name } });
        Ensure(Kinds.ConfigMaps, key.Name, new JsonObject
        {
            ["kind"] = "ConfigMap",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = RootCa,
                ["namespace"] = key.Name,
                ["annotations"] = new JsonObject { ["kubernetes.io/description"] = Description },
            },
            ["data"] = new JsonObject { ["ca.crt"] = context.Options.RootCertificate },
        });
    }

    private void Ensure(GroupVersionResource resource, string @namespace, JsonObject json)
    {
        if (context.Api.Get(resource, @namespace, ObjectName.Of(json).Name) is not null)
            return;
        try
        {
            context.Api.Create(resource, @namespace, json);
        }
        catch (ApiStatusException error) when (error.Reason == "AlreadyExists")
        {
            // Somebody was faster.
        }
    }
}
