using Lepton.Api.Providers;
using Lepton.Operator.State;
using Lepton.Operator.Status;

namespace Lepton.Operator.Tests.Status;

public sealed class ProviderStatusBuilderTests
{
    private readonly Fleet _fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 8, Make.Foreign(3), Make.Pod(new ModelKey("ns", "m"), 4)), Make.Node("b"), Make.Node("c") with { Cordoned = true });

    [Fact]
    public void Gpus_are_counted_by_whose_they_are()
    {
        _fleet.Providers[0].Spec.Clusters![0].NodePools = [Make.Pool("gpu", 5)];
        var status = Build();
        var pool = Assert.Single(Assert.Single(status.Clusters!).Pools!);
        Assert.Equal(("H100/OnDemand/h8", 2, 16), (pool.Name, pool.Nodes, pool.GpusAllocatable));
        Assert.Equal((3, 4, 9, 16), (pool.GpusUsedByOthers, pool.GpusUsedByModels, pool.GpusFree, pool.GpusScalable));
        Assert.Equal((10, null), (pool.PricePerGpuHour, pool.Reason));
        Assert.Equal(("1/1", 2, 9, 12.5), (status.Totals!.Clusters, status.Totals.Nodes, status.Totals.GpusFree, status.Totals.HourlyCost));
    }

    [Fact]
    public void All_is_well()
    {
        var status = Build();
        Assert.Equal(("True", "AllClustersReachable"), Condition(status));
        Assert.Equal(["Reachable True Reachable", "Synced True Synced"], status.Clusters![0].Conditions!.Select(c => $"{c.Type} {c.Status} {c.Reason}"));
    }

    [Theory]
    [InlineData(MemberHealth.Unreachable, "False", "ConnectionFailed")]
    [InlineData(MemberHealth.Misconfigured, "False", "ConnectionFailed")]
    public void A_cluster_in_trouble_is_named_with_its_trouble(MemberHealth health, string value, string reason)
    {
        _fleet.Health("aws", health, TimeSpan.Zero);
        var status = Build();
        Assert.Equal(("False", "ProblemsFound"), Condition(status));
        Assert.Contains("cluster aws: aws does not answer", status.Conditions!.Single().Message, StringComparison.Ordinal);
        Assert.All(status.Clusters![0].Conditions!, c => Assert.Equal((value, reason), (c.Status, c.Reason)));
        Assert.Equal("0/1", status.Totals!.Clusters);
        Assert.Contains("aws does not answer", status.Clusters[0].Pools![0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_that_was_not_read_yet_is_unknown()
    {
        _fleet.Forget("aws");
        Assert.All(Build().Clusters![0].Conditions!, c => Assert.Equal(("Unknown", "Connecting", "not read yet"), (c.Status, c.Reason, c.Message)));
    }

    [Fact]
    public void A_cluster_that_another_provider_named_first_is_told_to_be_removed()
    {
        var status = Build(owner: "older");
        var text = "CloudProvider aws spec.clusters[aws]: CloudProvider older names this cluster too and was first; remove it from one of them";
        Assert.Contains(text, status.Conditions!.Single().Message, StringComparison.Ordinal);
        Assert.Equal(("False", "ClusterNamedTwice", text), (status.Clusters![0].Conditions![0].Status, status.Clusters[0].Conditions![0].Reason, status.Clusters[0].Conditions![0].Message));
        Assert.Equal((0, "0/1"), (status.Totals!.GpusAllocatable, status.Totals.Clusters));
    }

    [Fact]
    public void A_price_book_with_mistakes_is_a_problem_that_waits_for_somebody()
    {
        var status = Build(book: "book line 3: no");
        Assert.All(status.Conditions!, c => Assert.Contains("book line 3", c.Message, StringComparison.Ordinal));
        Assert.Equal(["Ready False", "Stalled True"], status.Conditions!.Select(c => $"{c.Type} {c.Status}").Order(StringComparer.Ordinal));
        // A cluster that does not answer may answer again.
        Assert.DoesNotContain(Build(owner: "older").Conditions!, c => c.Type == "Stalled");
    }

    [Fact]
    public void What_does_not_change_keeps_its_time()
    {
        var first = Build();
        _fleet.Now += TimeSpan.FromHours(1);
        var second = Build(first);
        Assert.Equal(first.Conditions!.Single().LastTransitionTime, second.Conditions!.Single().LastTransitionTime);
        _fleet.Health("aws", MemberHealth.Unreachable, TimeSpan.Zero);
        Assert.NotEqual(first.Conditions!.Single().LastTransitionTime, Build(second).Conditions!.Single().LastTransitionTime);
    }

    [Theory]
    [InlineData(new string[0], "its clusters are empty")]
    [InlineData(new[] { "LeptonModel a/b in cluster aws", "Namespace c in cluster aws" }, "it goes when nothing of ours is left: LeptonModel a/b in cluster aws, Namespace c in cluster aws")]
    public void One_that_is_being_deleted_says_what_holds_it(string[] remaining, string message)
    {
        var ready = Build(remaining: remaining).Conditions!.Single();
        Assert.Equal(("False", "Deleting", message), (ready.Status, ready.Reason, ready.Message));
    }

    private CloudProviderStatus Build(CloudProviderStatus? previous = null, string? owner = null, string? book = null, IReadOnlyList<string>? remaining = null) => ProviderStatusBuilder.Build(
        _fleet.Providers[0], previous, _fleet.Snapshot.Members, _fleet.Facts.PoolsByCluster, _ => owner, book, remaining, 12.5, _fleet.Now);

    private static (string, string) Condition(CloudProviderStatus status) => (status.Conditions!.Single().Status, status.Conditions!.Single().Reason);
}
