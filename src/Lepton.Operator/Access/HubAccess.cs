using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Hosting;
using Lepton.Operator.Members.Profiles;
using Lepton.Operator.Webhooks;

namespace Lepton.Operator.Access;

/// <summary>
/// All that the operator asks of the hub. The roles in <c>config/rbac</c> and in the chart are written from this; a test runs the operator under exactly them and
/// compares what it asked with what they grant, both ways.
/// </summary>
internal static class HubAccess
{
    private static readonly string LeptonGroup = ResourceDefinition.Of<LeptonModel>().Group;

    /// <summary>In all namespaces: models are in those of their teams, and so is what they take along.</summary>
    public static IReadOnlyList<AccessRule> Cluster { get; } =
    [
        new("The three kinds are watched.", LeptonGroup, [Plural<CloudProvider>(), Plural<PlacementPolicy>(), Plural<LeptonModel>()], ["list", "watch"]),
        new("A finalizer is put on models and providers before anything is made in a member, and taken off when nothing is left there.",
            LeptonGroup, [Plural<LeptonModel>(), Plural<CloudProvider>()], ["get", "patch"]) { Rarely = ["get"] },
        new("The decision is saved in a model's status before anything is applied.", LeptonGroup, [$"{Plural<LeptonModel>()}/status"], ["update"]),
        new("Capacity and health of the fleet are reported.", LeptonGroup, [$"{Plural<CloudProvider>()}/status", $"{Plural<PlacementPolicy>()}/status"], ["patch"]),
        new("Kubeconfigs of members, price books, and what models take along: each read by its name, none listed or watched.",
            "", [Plural<V1ConfigMap>(), Plural<V1Secret>(), Plural<V1ServiceAccount>()], ["get"]),
        new("Members that a cluster manager describes (connection.clusterProfileRef): each read by its name.", ProfileSource.Resource.Group, [ProfileSource.Resource.Plural], ["get"]) { Rarely = ["get"] },
        new("Revisions of models are kept beside them, each made once and read by its name when a cluster has to run an older one; RBAC cannot narrow this to those of models.",
            ResourceDefinition.Of<V1ControllerRevision>().Group, [Plural<V1ControllerRevision>()], ["create", "get", "list", "delete"]) { Rarely = ["get", "list", "delete"] },
        new("Its uid is the hub's name: objects in members carry it.", "", [Plural<V1Namespace>()], ["get"]) { Names = ["kube-system"] },
        new("What was decided and what went wrong is told on the objects.", ResourceDefinition.Of<Eventsv1Event>().Group, [Plural<Eventsv1Event>()], ["create", "patch"]),
    ];

    /// <summary>In the operator's own namespace: the lease by which one of several replicas leads.</summary>
    public static IReadOnlyList<AccessRule> Election { get; } =
    [
        new("The first replica of all makes the lease; RBAC cannot narrow this to a name.", ResourceDefinition.Of<V1Lease>().Group, [Plural<V1Lease>()], ["create"]),
        new("One of several replicas leads.", ResourceDefinition.Of<V1Lease>().Group, [Plural<V1Lease>()], ["get", "update"]) { Names = [OperatorProgram.LeaseName] },
    ];

    /// <summary>In the operator's own namespace, where <c>lepton members add</c> puts kubeconfigs: those in other namespaces are not renewed without a role there.</summary>
    public static IReadOnlyList<AccessRule> Renewal { get; } =
    [
        new("Short-lived tokens of members are renewed in the Secrets that hold them.", "", [Plural<V1Secret>()], ["patch"]),
    ];

    /// <summary>With admission webhooks whose certificates are ours to renew: for the whole cluster, as webhook configurations are.</summary>
    public static IReadOnlyList<AccessRule> Webhooks { get; } =
    [
        new("API servers are told whom to trust, in our own webhook configurations.", WebhookBundles.Kinds[0].Group, [.. WebhookBundles.Kinds.Select(k => k.Plural)], ["get", "patch"])
        {
            Names = [WebhookOptions.DefaultName],
        },
    ];

    /// <summary>The same, in the operator's own namespace.</summary>
    public static IReadOnlyList<AccessRule> WebhookSecret { get; } =
    [
        new("The first replica of all makes the Secret with the webhooks' certificates; RBAC cannot narrow this to a name.", "", [Plural<V1Secret>()], ["create"]),
        new("They are renewed.", "", [Plural<V1Secret>()], ["patch"]) { Names = [WebhookOptions.DefaultName] },
    ];

    /// <summary>With the dashboard: for the whole cluster, as both questions are.</summary>
    public static IReadOnlyList<AccessRule> Dashboard { get; } =
    [
        new("The dashboard asks whose token it is.", ResourceDefinition.Of<V1TokenReview>().Group, [Plural<V1TokenReview>()], ["create"]),
        new("It asks whether they may read the same by kubectl.", ResourceDefinition.Of<V1SubjectAccessReview>().Group, [Plural<V1SubjectAccessReview>()], ["create"]),
    ];

    private static string Plural<T>() => ResourceDefinition.Of<T>().Plural;
}
