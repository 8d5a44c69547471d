using Lepton.Operator.Members;

namespace Lepton.Operator.Tests.Members;

public sealed class ClusterOwnersTests
{
    [Fact]
    public void Of_two_that_name_one_cluster_the_older_has_it()
    {
        var older = Make.Provider("z-older", 1, Make.Cluster("shared", "old"), Make.Cluster("own"));
        older.Metadata.CreationTimestamp = DateTimeOffset.UnixEpoch;
        var newer = Make.Provider("a-newer", 1, Make.Cluster("shared", "new"), Make.Cluster("other"));
        newer.Metadata.CreationTimestamp = DateTimeOffset.UnixEpoch.AddDays(1);
        var owners = ClusterOwners.Of([newer, older]);
        Assert.Equal(["other=a-newer", "own=z-older", "shared=z-older"], owners.Select(o => $"{o.Key}={o.Value.Provider.Metadata.Name}"));
        Assert.Equal("old", owners["shared"].Cluster.Region);
    }

    [Fact]
    public void Of_the_same_age_the_first_by_name_has_it() =>
        Assert.Equal("a", ClusterOwners.Of([Make.Provider("b", 1, Make.Cluster("c")), Make.Provider("a", 1, Make.Cluster("c"))])["c"].Provider.Metadata.Name);

    [Fact]
    public void One_that_is_being_deleted_has_none()
    {
        var leaving = Make.Provider("a", 1, Make.Cluster("c"));
        leaving.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch;
        Assert.Equal("b", ClusterOwners.Of([leaving, Make.Provider("b", 1, Make.Cluster("c"))])["c"].Provider.Metadata.Name);
        Assert.Empty(ClusterOwners.Of([leaving]));
    }
}
