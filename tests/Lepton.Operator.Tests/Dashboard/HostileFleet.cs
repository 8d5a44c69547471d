using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Dashboard;

namespace Lepton.Operator.Tests.Dashboard;

/// <summary>A fleet in which every text that somebody else writes tries to be markup.</summary>
internal static class HostileFleet
{
    public const string Evil = "<script>document.title='owned'</script>\"'><img src=x onerror=document.title='owned'>";

    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static FleetView Fleet => new(Now, [Provider()], [Model("models", "llm")]);

    public static CloudProvider Provider()
    {
        var provider = Make.Provider("aws", 10, Make.Cluster("aws-1"));
        provider.Status = new CloudProviderStatus
        {
            Totals = new ProviderTotals { GpusUsedByModels = 5, GpusUsedByOthers = 1, GpusFree = 2, HourlyCost = 50 },
            Clusters =
            [
                new MemberClusterStatus
                {
                    Name = "aws-1",
                    KubernetesVersion = Evil[..40],
                    Conditions = [new V1Condition { Type = "Reachable", Status = "False", Reason = "Forbidden", Message = Evil, LastTransitionTime = Now }],
                    Pools = [new PoolStatus { Name = Evil, Accelerator = Evil, GpusUsedByModels = 5, GpusUsedByOthers = 1, GpusFree = 2, PricePerGpuHour = 2.5, Reason = Evil }],
                },
            ],
        };
        return provider;
    }

    public static LeptonModel Model(string @namespace, string name) => new()
    {
        Metadata = { Namespace = @namespace, Name = name },
        Spec = { Image = "registry.example/serve:1", Replicas = 2 },
        Status = new LeptonModelStatus
        {
            Cost = new ModelCost { Hourly = 8, CheapestPossibleHourly = 6 },
            Placements = [new ModelPlacement { Provider = "aws", Cluster = "aws-1", Pool = Evil, Accelerator = Evil, AcceleratorCount = 1, Replicas = 2, ReadyReplicas = 1, HourlyCost = 8, CapacityType = CapacityKind.Spot }],
            Conditions = [new V1Condition { Type = "Ready", Status = "False", Reason = "Starting", Message = Evil, LastTransitionTime = Now }],
            Decision = new PlacementDecision
            {
                Reason = "Placed",
                Message = Evil,
                Candidates = [new PlacementCandidate { Cluster = "aws-1", Pool = Evil, Verdict = CandidateOutcome.Excluded, Reason = Evil }, new PlacementCandidate { Cluster = "gcp-1", Pool = "b", Verdict = CandidateOutcome.NoCapacity, Reason = "no room for 2", HourlyCost = 9 }],
            },
            Migration = new ModelMigration
            {
                Strategy = MigrationStrategy.Stepwise,
                Reason = "CostSavings",
                Phase = MigrationPhase.Verifying,
                Percent = 50,
                ShiftedPercent = 25,
                StartedAt = Now,
                StepSince = Now,
                PhaseSince = Now,
                Message = Evil,
                Problem = Evil,
                From = [new ProposedPlacement { Cluster = "aws-1", Pool = Evil, Replicas = 2 }],
                To = [new ProposedPlacement { Cluster = "gcp-1", Pool = "b", Replicas = 2 }],
            },
            Proposal = new MoveProposal { Id = "a", Reason = MoveHold.Cooldown, Message = Evil, Placements = [new ProposedPlacement { Cluster = "gcp-1", Pool = "b", Replicas = 2 }] },
            Endpoints = [new ModelEndpoint { Cluster = "aws-1", Address = Evil, Weight = 1 }],
        },
    };
}
