using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>
/// Gives every new pod a service account and the volume with its token (the ServiceAccount admission plugin), in namespaces where somebody makes service accounts: without
/// controllers there are none, as with a server that runs without the plugin.
/// </summary>
internal sealed class AccountAdmission(ClusterContext cluster)
{
    private const string Default = "default";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Seconds a projected token lives; kubelets renew it before.</summary>
    private const int TokenSeconds = 3607;

    private static readonly GroupResource Accounts = new("", "serviceaccounts");
    private static readonly string[] ContainerLists = ["initContainers", "containers"];

    /// <exception cref="ApiStatusException">403: there is no such account.</exception>
    public void Admit(JsonObject pod)
    {
        var (metadata, spec) = (pod.Obj("metadata"), pod.Child("spec"));
        var space = metadata.Str("namespace") ?? "";
        if (Find(space, Default) is null || metadata.Obj("annotations").Str(MirrorAnnotation) is not null)
            return;
        var name = spec.Str("serviceAccountName") is { Length: > 0 } named ? named : Default;
        if (Find(space, name) is not { } account)
        {
            throw ApiErrors.Forbidden(new GroupResource("", "pods"), metadata.Str("name") ?? "",
                $"error looking up service account {space}/{name}: serviceaccount {ApiErrors.Quote(name)} not found");
        }

        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
        if ((spec.Bool("automountServiceAccountToken") ?? account.Bool("automountServiceAccountToken")) != false)
            Mount(spec, metadata.Str("uid") ?? "");
    }

    private JsonObject? Find(string space, string name) => cluster.Store.Find(Accounts, StoredObject.KeyOf(space, name))?.Value;

    private static void Mount(JsonObject spec, string uid)
    {
        var bare = ContainerLists.SelectMany(list => spec.Arr(list) ?? []).OfType<JsonObject>()
            .Where(container => !(container.Arr("volumeMounts") ?? []).Any(mount => mount.Str("mountPath") == MountPath)).ToArray();
        if (bare.Length == 0)
            return;
        var volume = "kube-api-access-" + Suffix(uid);
        foreach (var container in bare)
            Add(container, "volumeMounts", new JsonObject { ["name"] = volume, ["readOnly"] = true, ["mountPath"] = MountPath });
        Add(spec, "volumes", new JsonObject
        {
            ["name"] = volume,
            ["projected"] = new JsonObject
            {
                ["sources"] = new JsonArray(
                    new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = TokenSeconds, ["path"] = "token" } },
                    new JsonObject { ["configMap"] = new JsonObject { ["name"] = "kube-root-ca.crt", ["items"] = Items("key", "ca.crt", "ca.crt") } },
                    new JsonObject { ["downwardAPI"] = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["path"] = "namespace", ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" } }) } }),
                ["defaultMode"] = 420,
            },
        });
    }

    /// <summary>Five characters that follow from the pod's uid: a random number drawn here would give another run for the same seed to clusters with accounts.</summary>
    private static string Suffix(string uid) => string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(uid)).Take(5).Select(part => Letters[part % Letters.Length]));

    private static JsonArray Items(string name, string value, string path) => new(new JsonObject { [name] = value, ["path"] = path });

    private static void Add(JsonObject owner, string list, JsonObject item)
    {
        if (owner[list] is not JsonArray items)
            owner[list] = items = [];
        items.Add(item);
    }
}
