
namespace Lepton.Sandbox.Registry;

/// <summary>The three ways to write, wired for one cluster.</summary>
internal sealed class ObjectOperations
{
    public ObjectOperations(ClusterContext cluster)
    {
        var kinds = new KindRules();
        CoreKinds.AddTo(kinds, cluster);
        CustomResources.DefinitionRules.AddTo(kinds, cluster);
        Creation = new Creation(cluster, kinds);
        Updating = new Updating(cluster, kinds);
        Deletion = new Deletion(cluster, kinds);
    }

    public Creation Creation { get; }

    public Updating Updating { get; }

    public Deletion Deletion { get; }
}
