using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Status;

namespace Lepton.Operator.Tests.Status;

public sealed class SchemaLimitsTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("a\U0001F600b", 3, "a…")]
    public void What_is_too_long_ends_in_an_ellipsis(string text, int most, string cut) => Assert.Equal(cut, SchemaLimits.Cut(text, most));

    [Fact]
    public void Prose_is_cut_wherever_it_stands_in_a_status()
    {
        var status = SchemaLimits.Fit(new LeptonModelStatus
        {
            Conditions = [new V1Condition { Type = "Ready", Status = "True", Reason = "R", Message = new string('c', 40_000) }],
            Decision = new PlacementDecision { Reason = "Placed", Message = new string('m', 5000), Candidates = [new PlacementCandidate { Cluster = "c", Pool = "p", Reason = new string('r', 1025) }] },
            Summary = new ModelSummary { Placement = new string('p', 4097) },
        });
        Assert.Equal((32_768, 4096, 1024, 4096), (status.Conditions![0].Message.Length, status.Decision!.Message!.Length, status.Decision.Candidates![0].Reason!.Length, status.Summary!.Placement!.Length));
        Assert.All(new[] { status.Conditions[0].Message, status.Decision.Message, status.Decision.Candidates[0].Reason, status.Summary.Placement }, t => Assert.EndsWith("…", t, StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_lose_their_last_items()
    {
        var status = SchemaLimits.Fit(new CloudProviderStatus
        {
            Clusters = [new MemberClusterStatus { Name = "c", Pools = [.. Enumerable.Range(0, 300).Select(i => new PoolStatus { Name = $"p{i}", Reason = new string('r', 2000) })] }],
        });
        Assert.Equal((256, "p255", 1024), (status.Clusters![0].Pools!.Count, status.Clusters[0].Pools![^1].Name, status.Clusters[0].Pools![0].Reason!.Length));
    }

    [Fact]
    public void Names_are_never_cut()
    {
        var name = new string('n', 300);
        var status = SchemaLimits.Fit(new LeptonModelStatus { Placements = [new ModelPlacement { Pool = name, Cluster = name }], Decision = new PlacementDecision { Reason = name } });
        Assert.Equal((name, name, name), (status.Placements![0].Pool, status.Placements[0].Cluster, status.Decision!.Reason));
    }

    [Fact]
    public void What_fits_is_left_as_it_is()
    {
        var status = new LeptonModelStatus { Decision = new PlacementDecision { Reason = "Placed", Message = "m" }, Placements = [new ModelPlacement { Replicas = 2 }] };
        Assert.Equal(("m", 2), (SchemaLimits.Fit(status).Decision!.Message, status.Placements[0].Replicas));
    }
}
