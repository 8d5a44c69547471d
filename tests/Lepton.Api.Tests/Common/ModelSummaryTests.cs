using Lepton.Api.Models;

namespace Lepton.Api.Tests.Common;

public class ModelSummaryTests
{
    [Fact]
    public void Placements_are_summed_by_cluster_and_by_gpu()
    {
        var summary = ModelSummary.Of(new LeptonModelStatus
        {
            Replicas = 4,
            ReadyReplicas = 3,
            Placements =
            [
                new() { Cluster = "gcp-us-central1", Pool = "l4", Accelerator = "L4", AcceleratorCount = 1, Replicas = 1 },
                new() { Cluster = "aws-us-east-1", Pool = "h100", Accelerator = "H100", AcceleratorCount = 4, Replicas = 2, State = PlacementState.Active },
                new() { Cluster = "aws-us-east-1", Pool = "h100-spot", Accelerator = "H100", AcceleratorCount = 4, Replicas = 1 },
                new() { Cluster = "azure-eastus", Pool = "old", Accelerator = "T4", AcceleratorCount = 1, Replicas = 5, State = PlacementState.Draining },
            ],
        });
        Assert.Equal("3/4", summary.Ready);
        Assert.Equal("aws-us-east-1=3,gcp-us-central1=1", summary.Placement);
        Assert.Equal("12xH100,1xL4", summary.Accelerators);
    }

    [Fact]
    public void Without_totals_they_are_summed_and_without_gpus_there_are_none()
    {
        var summary = ModelSummary.Of(new LeptonModelStatus { Placements = [new() { Cluster = "a", Pool = "cpu", Replicas = 2, ReadyReplicas = 1 }] });
        Assert.Equal("1/2", summary.Ready);
        Assert.Equal("a=2", summary.Placement);
        Assert.Null(summary.Accelerators);
    }

    [Fact]
    public void A_model_that_is_nowhere()
    {
        var summary = ModelSummary.Of(new LeptonModelStatus());
        Assert.Equal("0/0", summary.Ready);
        Assert.Null(summary.Placement);
    }
}
