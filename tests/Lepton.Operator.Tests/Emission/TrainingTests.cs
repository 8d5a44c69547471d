using Lepton.Operator.Emission;
using Xunit;
using static Lepton.Operator.Tests.Emission.Emitted;

namespace Lepton.Operator.Tests.Emission;

public sealed class TrainingTests
{
    private const string Index = """{"fieldRef":{"fieldPath":"metadata.annotations[\u0027batch.kubernetes.io/job-completion-index\u0027]"}}""";

    [Fact]
    public void Workers_find_each_other_through_the_headless_service()
    {
        var input = Input("{workload: Training, image: i, training: {parallelism: 3, rendezvousPort: 1234}}", Gpu("a", 3));
        var (job, service) = (One(input, "Job"), One(input, "Service"));
        var name = (string)job["metadata"]!["name"]!;
        Assert.Equal("None", (string?)service["spec"]!["clusterIP"]);
        Assert.True((bool)service["spec"]!["publishNotReadyAddresses"]!);
        Assert.Equal((string?)service["metadata"]!["name"], (string?)PodSpec(job)["subdomain"]);
        Assert.Equal(1234, (int)service["spec"]!["ports"]![0]!["port"]!);
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["MASTER_ADDR"] = $"{name}-0.{name}",
                ["MASTER_PORT"] = "1234",
                ["WORLD_SIZE"] = "3",
                ["RANK"] = Index,
                ["PET_NNODES"] = "3",
                ["PET_NODE_RANK"] = Index,
                ["PET_MASTER_ADDR"] = $"{name}-0.{name}",
                ["PET_MASTER_PORT"] = "1234",
                ["PET_NPROC_PER_NODE"] = "8",
            },
            Environment(job));
    }

    [Fact]
    public void The_models_own_variables_win_and_may_refer_to_ours()
    {
        var job = One(Input("{workload: Training, image: i, env: [{name: RANK, value: '7'}, {name: X, value: $(MASTER_ADDR)}]}", Cpu()), "Job");
        Assert.Equal("7", Environment(job)["RANK"]);
        var names = Environment(job).Keys.ToList();
        Assert.True(names.IndexOf("MASTER_ADDR") < names.IndexOf("X"));
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void One_job_lies_over_all_pools()
    {
        var spot = Gpu("a", 2, Api.CapacityKind.Spot) with { NodeSelector = new Dictionary<string, string> { ["pool"] = "a" } };
        var onDemand = Gpu("b", 3) with { NodeSelector = new Dictionary<string, string> { ["pool"] = "b" } };
        var job = One(Input("{workload: Training, image: i, training: {parallelism: 5, completions: 9}}", onDemand, spot), "Job");
        Assert.Equal((5, 9, "Indexed"), ((int)job["spec"]!["parallelism"]!, (int)job["spec"]!["completions"]!, (string)job["spec"]!["completionMode"]!));
        Assert.Equal(2, NodeTerms(job).Count);
        Assert.Contains("kubernetes.azure.com/scalesetpriority Equal spot", Tolerations(job));
        Assert.Null(job["spec"]!["template"]!["metadata"]!["labels"]!["lepton.ai/placement"]);
        var alone = One(Input("{workload: Training, image: i}", spot), "Job");
        Assert.Equal(Names.Placement("a"), (string?)alone["spec"]!["template"]!["metadata"]!["labels"]!["lepton.ai/placement"]);
    }

    [Fact]
    public void Pools_of_different_shape_cannot_be_one_run()
    {
        var error = Assert.Throws<EmissionException>(() => Emitter.Emit(Input("{workload: Training, image: i}", Gpu("a"), Gpu("b") with { GpusPerReplica = 4 })));
        Assert.Contains("pool a gives 8 nvidia.com/gpu and pool b gives 4 nvidia.com/gpu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reclaimed_workers_do_not_count_as_failures()
    {
        var job = One(Input("{workload: Training, image: i, training: {backoffLimit: 2, activeDeadlineSeconds: 60}}", Cpu()), "Job");
        Assert.Equal("DisruptionTarget", (string?)job["spec"]!["podFailurePolicy"]!["rules"]![0]!["onPodConditions"]![0]!["type"]);
        Assert.Equal("Never", (string?)PodSpec(job)["restartPolicy"]);
        Assert.Equal((2, 60L), ((int)job["spec"]!["backoffLimit"]!, (long)job["spec"]!["activeDeadlineSeconds"]!));
        // A server refuses the policy together with any other restart policy.
        var restarting = One(Input("{workload: Training, image: i, podTemplate: {spec: {restartPolicy: OnFailure}}}", Cpu()), "Job");
        Assert.Null(restarting["spec"]!["podFailurePolicy"]);
    }

    [Fact]
    public void A_run_with_a_checkpoint_has_time_to_write_it_and_is_made_anew_when_that_changes()
    {
        var (plain, stopped) = (One(Input("{workload: Training, image: i}", Cpu()), "Job"), One(Input("{workload: Training, image: i, training: {checkpoint: {grace: 90s}}}", Cpu()), "Job"));
        Assert.Null(PodSpec(plain)["terminationGracePeriodSeconds"]);
        Assert.Equal(90, (int)PodSpec(stopped)["terminationGracePeriodSeconds"]!);
        Assert.Equal(300, (int)PodSpec(One(Input("{workload: Training, image: i, training: {checkpoint: {}}}", Cpu()), "Job"))["terminationGracePeriodSeconds"]!);
        var own = One(Input("{workload: Training, image: i, training: {checkpoint: {}}, podTemplate: {spec: {terminationGracePeriodSeconds: 7}}}", Cpu()), "Job");
        Assert.Equal(7, (int)PodSpec(own)["terminationGracePeriodSeconds"]!);
        Assert.True(JobReplacement.Needed(stopped, plain));
    }

    [Fact]
    public void Without_workers_there_is_no_run() => Assert.Empty(Emitter.Emit(Input("{workload: Training, image: i}", Cpu("a", 0))));
}
