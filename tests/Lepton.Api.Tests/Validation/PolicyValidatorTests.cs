using Lepton.Api.Policies;
using Lepton.Api.Validation;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Tests.Validation;

public class PolicyValidatorTests
{
    private sealed record Mistake(Action<PlacementPolicySpec> Make, string Field, string Found, string Expected);

    private static readonly Dictionary<string, Mistake> Mistakes = new(StringComparer.Ordinal)
    {
        ["negative weight"] = new(s => s.Objective.LatencyDollarsPerMillisecond = -1, "spec.objective.latencyDollarsPerMillisecond", "-1", "from 0"),
        ["weight that is no number"] = new(s => s.Objective.StabilityDollarsPerMove = double.NaN, "spec.objective.stabilityDollarsPerMove", "NaN", "dollars"),
        ["allowed and denied"] = new(s => s.Regions = new() { Allow = ["us-east-1", "eastus"], Deny = ["eastus"] }, "spec.regions.deny", "\"eastus\"", "not in spec.regions.allow"),
        ["name twice"] = new(s => s.Providers = new() { Allow = ["aws", "aws"] }, "spec.providers.allow[1]", "\"aws\"", "once"),
        ["jurisdiction twice"] = new(s => s.Jurisdictions = ["eu", "eu"], "spec.jurisdictions[1]", "\"eu\"", "once"),
        ["In without values"] = new(s => s.ClusterSelector = new() { MatchExpressions = [new() { Key = "tier", Operator = "In" }] }, "spec.clusterSelector.matchExpressions[0].values", "nothing", "at least one value"),
        ["Exists with values"] = new(s => s.ClusterSelector = new() { MatchExpressions = [new() { Key = "tier", Operator = "Exists", Values = ["a"] }] }, "spec.clusterSelector.matchExpressions[0].values", "\"1 values\"", "operator is Exists"),
        ["unknown operator"] = new(s => s.ClusterSelector = new() { MatchExpressions = [new() { Key = "tier", Operator = "in" }] }, "spec.clusterSelector.matchExpressions[0].operator", "\"in\"", "In, NotIn"),
        ["toleration of nothing"] = new(s => s.Tolerations = [new()], "spec.tolerations[0].operator", "\"Equal\"", "Exists"),
        ["Exists with a value"] = new(s => s.Tolerations = [new() { Key = "edge", Operator = TolerationOperator.Exists, Value = "x" }], "spec.tolerations[0].value", "\"x\"", "operator is Exists"),
        ["spot share above 1"] = new(s => s.MaxSpotShare = 50, "spec.maxSpotShare", "50", "from 0 to 1"),
        ["spot only, yet a part must not be"] = new(s => (s.CapacityTypes, s.MaxSpotShare) = ([CapacityKind.Spot], 0.5), "spec.maxSpotShare", "0.5", "nothing but Spot"),
        ["spot only, yet replicas must not be"] = new(s => (s.CapacityTypes, s.MinOnDemandReplicas) = ([CapacityKind.Spot], 1), "spec.minOnDemandReplicas", "1", "nothing but Spot"),
        ["spread by nothing"] = new(s => s.Spread = [new()], "spec.spread[0]", "nothing", "at least one of"),
        ["spread twice over one topology"] = new(s => s.Spread = [new() { Topology = TopologyKind.Region, MaxSkew = 1 }, new() { Topology = TopologyKind.Region, MaxSkew = 2 }], "spec.spread[1]", "\"Region\"", "once"),
        ["share in percent by mistake"] = new(s => s.Spread = [new() { MaxShare = 60 }], "spec.spread[0].maxShare", "60", "up to 1"),
        ["skew of zero"] = new(s => s.Spread = [new() { MaxSkew = 0 }], "spec.spread[0].maxSkew", "0", "from 1"),
        ["savings above 100 percent"] = new(s => s.Rebalance.MinSavingsPercent = 120, "spec.rebalance.minSavingsPercent", "120", "from 0 to 100"),
        ["duration without unit"] = new(s => s.Rebalance.Cooldown = "600", "spec.rebalance.cooldown", "\"600\"", "a duration"),
        ["days as a unit"] = new(s => s.Failover.GracePeriod = "1d", "spec.failover.gracePeriod", "\"1d\"", "h, m, s or ms"),
        ["payback in no time"] = new(s => s.Rebalance.PaybackPeriod = "0s", "spec.rebalance.paybackPeriod", "\"0s\"", "at least 1s"),
        ["cron of four fields"] = new(s => s.Rebalance.Windows = [new() { Cron = "0 22 * *" }], "spec.rebalance.windows[0].cron", "\"0 22 * *\"", "five fields"),
        ["cron drawn by chance"] = new(s => s.Rebalance.Windows = [new() { Cron = "H H * * *" }], "spec.rebalance.windows[0].cron", "\"H H * * *\"", "write the number"),
        ["a day no month has"] = new(s => s.Rebalance.Windows = [new() { Cron = "0 0 31 2 *" }], "spec.rebalance.windows[0].cron", "\"0 0 31 2 *\"", "a time that comes"),
        ["window of no length"] = new(s => s.Rebalance.Windows = [new() { Cron = "0 22 * * *", Duration = "0s" }], "spec.rebalance.windows[0].duration", "\"0s\"", "at least 1m"),
        ["window of a year"] = new(s => s.Rebalance.Windows = [new() { Cron = "0 22 * * *", Duration = "8760h" }], "spec.rebalance.windows[0].duration", "\"8760h\"", "at most"),
        ["unknown time zone"] = new(s => s.Rebalance.Windows = [new() { Cron = "0 1 * * *" }, new() { Cron = "0 22 * * *", TimeZone = "Europe/Berlim" }], "spec.rebalance.windows[1].timeZone", "\"Europe/Berlim\"", "nearest Europe/Berlin"),
        ["no move at a time"] = new(s => s.Rebalance.MaxConcurrentMoves = 0, "spec.rebalance.maxConcurrentMoves", "0", "from 1"),
        ["no time to get a node"] = new(s => s.Failover.PendingTimeout = "1s", "spec.failover.pendingTimeout", "\"1s\"", "at least 10s"),
        ["no time to fence"] = new(s => s.Failover.TrainingFence = "1s", "spec.failover.trainingFence", "\"1s\"", "at least 30s"),
        ["penalty without unit"] = new(s => s.Failover.Penalty = "10", "spec.failover.penalty", "\"10\"", "a duration"),
        ["rollout of no cluster at a time"] = new(s => s.Rollout = new() { MaxClustersAtOnce = 0 }, "spec.rollout.maxClustersAtOnce", "0", "from 1"),
        ["rollout deadline without unit"] = new(s => s.Rollout = new() { ProgressDeadline = "10" }, "spec.rollout.progressDeadline", "\"10\"", "a duration"),
        ["rollout deadline before ready is proven"] = new(s => s.Rollout = new() { ProgressDeadline = "1m", MinReadySeconds = 60 }, "spec.rollout.progressDeadline", "\"1m\"", "more than minReadySeconds, which is 60 s"),
        ["crash loop of no restart"] = new(s => s.Rollout = new() { CrashLoopRestarts = 0 }, "spec.rollout.crashLoopRestarts", "0", "from 1"),
        ["stage of all clusters"] = new(s => s.Rollout = new() { Stages = [new()] }, "spec.rollout.stages[0].clusterSelector", "nothing", "labels that some clusters have"),
        ["stage with an unknown operator"] = new(s => s.Rollout = new() { Stages = [new() { ClusterSelector = new() { MatchExpressions = [new() { Key = "tier", Operator = "Is" }] } }] }, "spec.rollout.stages[0].clusterSelector.matchExpressions[0].operator", "\"Is\"", "In, NotIn"),
        ["stage with a pause in words"] = new(s => s.Rollout = new() { Stages = [new() { ClusterSelector = new() { MatchLabels = new() { ["a"] = "b" } }, Pause = "a while" }] }, "spec.rollout.stages[0].pause", "\"a while\"", "a duration"),
        ["steps over 100 percent"] = new(s => s.Migration = new() { Strategy = MigrationStrategy.Stepwise, Steps = [new() { Percent = 120 }] }, "spec.migration.steps[0].percent", "120", "from 1 to 100"),
        ["steps that go down"] = new(s => s.Migration = new() { Strategy = MigrationStrategy.Stepwise, Steps = [new() { Percent = 50 }, new() { Percent = 20 }] }, "spec.migration.steps[1].percent", "20", "more than the step before it, which is 50"),
        ["no steps where they are asked for"] = new(s => s.Migration = new() { Strategy = MigrationStrategy.Stepwise }, "spec.migration.steps", "nothing", "at least one step"),
        ["steps where they mean nothing"] = new(s => s.Migration.Steps = [new() { Percent = 50 }], "spec.migration.steps", "\"1 steps\"", "nothing, because strategy is MakeBeforeBreak"),
        ["pause without unit"] = new(s => s.Migration = new() { Strategy = MigrationStrategy.Stepwise, Steps = [new() { Percent = 50, Pause = "10" }] }, "spec.migration.steps[0].pause", "\"10\"", "a duration"),
        ["less time than has to be proven"] = new(s => (s.Migration.Timeout, s.Migration.Verification.MinReadySeconds) = ("1m", 60), "spec.migration.timeout", "\"1m\"", "more than verification.minReadySeconds, which is 60 s"),
        ["more missing than there can be"] = new(s => s.Migration.MaxUnavailable = -1, "spec.migration.maxUnavailable", "-1", "from 0"),
        ["drain without unit"] = new(s => s.Migration.Drain = "30", "spec.migration.drain", "\"30\"", "a duration"),
        ["drain of days"] = new(s => s.Migration.Drain = "48h", "spec.migration.drain", "\"48h\"", "at most 24h"),
        ["probe of no path"] = new(s => s.Migration.Verification.HttpGet = new() { Path = "healthz" }, "spec.migration.verification.httpGet.path", "\"healthz\"", "begins with a slash"),
        ["probe of no port"] = new(s => s.Migration.Verification.HttpGet = new() { Port = 0 }, "spec.migration.verification.httpGet.port", "0", "from 1"),
        ["status that no server gives"] = new(s => s.Migration.Verification.HttpGet = new() { ExpectedStatus = 20 }, "spec.migration.verification.httpGet.expectedStatus", "20", "from 200"),
        ["probe of no patience"] = new(s => s.Migration.Verification.HttpGet = new() { TimeoutSeconds = 0 }, "spec.migration.verification.httpGet.timeoutSeconds", "0", "from 1"),
        ["negative labor"] = new(s => s.Migration.LaborCostPerMove = -5, "spec.migration.laborCostPerMove", "-5", "from 0"),
        ["negative budget"] = new(s => s.Budget = new() { HourlyCost = -1 }, "spec.budget.hourlyCost", "-1", "from 0"),
    };

    public static TheoryData<string> Cases => [.. Mistakes.Keys];

    [Fact]
    public void Nothing_is_wrong_with_good_policies()
    {
        Assert.Empty(PolicyValidator.Validate(Valid.Policy()));
        Assert.Empty(PolicyValidator.Validate(Valid.Policy(s =>
        {
            s.CapacityTypes = [CapacityKind.Spot, CapacityKind.OnDemand];
            s.MaxSpotShare = 0.5;
            s.Rebalance.Windows = [new() { Cron = "0 22 * * 1-5", Duration = "8h", TimeZone = "Europe/Berlin" }];
            s.Tolerations = [new() { Operator = TolerationOperator.Exists }];
            s.Spread = [new() { Topology = TopologyKind.Provider, MinDomains = 2 }];
            s.ClusterSelector = new V1LabelSelector { MatchLabels = new() { ["lepton.ai/region"] = "us-east-1" } };
        })));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mistake_is_told_with_field_found_and_expected(string mistake)
    {
        var (make, field, found, expected) = Mistakes[mistake];
        var error = Assert.Single(PolicyValidator.Validate(Valid.Policy(make)));
        Assert.Equal("PlacementPolicy default", error.Object);
        Assert.Equal(field, error.Field);
        Assert.Equal(found, error.Found);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }
}
