
namespace Lepton.Sandbox.Registry;

/// <summary>The three ways to write, wired for one cluster.</summary>
internal sealed class ObjectOperations
{
    public ObjectOperations(ClusterContext cluster)
    {
        var kinds = new KindRules();
        CoreKinds.AddTo(kinds, cluster);
        CustomResources.DefinitionRules.AddTo(kinds, cluster);
        var admission = new Admission.WebhookAdmission(cluster, cluster.Webhooks);
        Creation = new Creation(cluster, kinds, admission);
        Updating = new Updating(cluster, kinds, admission);
        Deletion = new Deletion(cluster, kinds, admission);
    }

    public Creation Creation { get; }

    public Updating Updating { get; }

    public Deletion Deletion { get; }
}
