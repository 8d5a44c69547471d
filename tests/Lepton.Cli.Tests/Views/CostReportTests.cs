using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Cli.Views;

namespace Lepton.Cli.Tests.Views;

public sealed class CostReportTests
{
    private readonly List<LeptonModel> _models =
    [
        Model("models", "llm", 4, Place("aws", "aws-1", "H100", 2, 10), Place("gcp", "gcp-1", "L4", 1, 1.5)),
        Model("research", "run", 0, Place("aws", "aws-2", "H100", 1, 5)),
        Model("research", "idle", 0),
    ];

    [Theory]
    [InlineData("model", "models/llm 11.50 8395 3 4.00|research/run 5.00 3650 1 |TOTAL 16.50 12045 4 ")]
    [InlineData("namespace", "models 11.50 8395 3 4.00|research 5.00 3650 1 |TOTAL 16.50 12045 4 ")]
    [InlineData("provider", "aws 15.00 10950 3 |gcp 1.50 1095 1 |TOTAL 16.50 12045 4 ")]
    [InlineData("cluster", "aws-1 10.00 7300 2 |aws-2 5.00 3650 1 |gcp-1 1.50 1095 1 |TOTAL 16.50 12045 4 ")]
    [InlineData("accelerator", "H100 OnDemand 15.00 10950 3 |L4 OnDemand 1.50 1095 1 |TOTAL 16.50 12045 4 ")]
    public void Dollars_are_summed_by_what_is_asked(string by, string expected)
    {
        var report = CostReport.Of(_models, by);
        Assert.Equal(expected, string.Join('|', report.Rows.Select(r => string.Join(' ', r))));
        Assert.Equal(16.5, (double)report.Data["totalHourly"]!);
    }

    [Fact]
    public void What_is_on_its_way_out_is_not_counted_twice()
    {
        _models[0].Status!.Placements![1].State = PlacementState.Draining;
        Assert.Equal(15.0, (double)CostReport.Of(_models, "model").Data["totalHourly"]!);
    }

    /// <summary>It says where it ran, and holds no GPUs there any more.</summary>
    [Fact]
    public void A_training_run_that_is_over_has_no_gpus()
    {
        var run = _models[1];
        (run.Metadata.Generation, run.Spec.Workload, run.Status!.Placements![0].HourlyCost) = (1, WorkloadKind.Training, 0);
        run.Status.Conditions = [new() { Type = "Ready", Status = "True", Reason = "Completed", ObservedGeneration = 1 }];
        Assert.Equal(["research/run 0.00 0 0 ", "TOTAL 11.50 8395 3 "], CostReport.Of(_models, "model").Rows.Skip(1).Select(r => string.Join(' ', r)));
        run.Metadata.Generation = 2;
        Assert.Equal("4", CostReport.Of(_models, "model").Rows[^1][3]);
    }

    [Fact]
    public void It_says_whether_a_move_has_paid()
    {
        var since = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        _models[0].Status!.LastMove = new MoveAccount { Time = since, Cost = 10, Earned = 4, AsOf = since, EarningPerHour = 2 };
        Assert.Equal("models/llm: the move of 2026-05-01 12:00:00Z cost $10.00, has earned $4.00: pays in 3.0 h from 2026-05-01 12:00:00Z", Assert.Single(CostReport.Of(_models, "model").After));
    }

    private static LeptonModel Model(string @namespace, string name, double saved, params ModelPlacement[] places) => new()
    {
        Metadata = { Namespace = @namespace, Name = name },
        Status = new LeptonModelStatus { Placements = [.. places], Cost = new ModelCost { Hourly = places.Sum(p => p.HourlyCost), LastMoveSavings = saved } },
    };

    private static ModelPlacement Place(string provider, string cluster, string accelerator, int replicas, double hourly) => new()
    {
        Provider = provider,
        Cluster = cluster,
        Pool = $"{cluster}/p",
        Accelerator = accelerator,
        AcceleratorCount = 1,
        CapacityType = CapacityKind.OnDemand,
        Replicas = replicas,
        HourlyCost = hourly,
    };
}
