using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Validation;

namespace Lepton.Api.Tests.Validation;

public class ModelValidatorTests
{
    private sealed record Mistake(Action<LeptonModelSpec> Make, string Field, string Found, string Expected, bool Training = false);

    private static readonly Dictionary<string, Mistake> Mistakes = new(StringComparer.Ordinal)
    {
        ["neither replicas nor demand"] = new(s => s.Replicas = null, "spec.replicas", "nothing", "exactly one of replicas and demand"),
        ["replicas and demand"] = new(s => s.Demand = new() { UnitsPerSecond = 5 }, "spec.replicas", "\"replicas and demand\"", "exactly one"),
        ["demand of zero"] = new(s => (s.Replicas, s.Demand) = (null, new() { UnitsPerSecond = 0 }), "spec.demand.unitsPerSecond", "0", "above 0"),
        ["demand not a number"] = new(s => (s.Replicas, s.Demand) = (null, new() { UnitsPerSecond = double.NaN }), "spec.demand.unitsPerSecond", "NaN", "above 0"),
        ["demand without throughput"] = new(s => { (s.Replicas, s.Demand) = (null, new() { UnitsPerSecond = 9 }); s.Accelerators![1].Throughput = null; }, "spec.accelerators[1].throughput", "nothing", "units per second"),
        ["demand without accelerators"] = new(s => { (s.Replicas, s.Demand) = (null, new() { UnitsPerSecond = 9 }); s.Accelerators = null; }, "spec.accelerators", "nothing", "throughput"),
        ["negative replicas"] = new(s => s.Replicas = -1, "spec.replicas", "-1", "from 0 to 10000"),
        ["training of inference"] = new(s => s.Training = new(), "spec.training", "\"training\"", "workload is Inference"),
        ["replicas of training"] = new(s => s.Replicas = 3, "spec.replicas", "3", "training.parallelism", Training: true),
        ["demand of training"] = new(s => s.Demand = new() { UnitsPerSecond = 3 }, "spec.demand", "3", "training.parallelism", Training: true),
        ["scaling of training"] = new(s => s.Scaling = new() { MaxReplicas = 3 }, "spec.scaling", "\"scaling\"", "fixed size", Training: true),
        ["service of training"] = new(s => s.Service = new(), "spec.service", "\"service\"", "headless", Training: true),
        ["fewer completions than workers"] = new(s => s.Training!.Completions = 2, "spec.training.completions", "2", "at least training.parallelism, which is 4", Training: true),
        ["rendezvous port out of range"] = new(s => s.Training!.RendezvousPort = 70_000, "spec.training.rendezvousPort", "70000", "1 to 65535", Training: true),
        ["unknown GPU"] = new(s => s.Accelerators![0].Name = "H10O", "spec.accelerators[0].name", "\"H10O\"", "H100 (the nearest known GPU)"),
        ["GPU twice"] = new(s => s.Accelerators![1].Name = "H100", "spec.accelerators[1]", "\"H100\"", "spec.accelerators[0] is the same"),
        ["no GPUs of a type"] = new(s => s.Accelerators![0].Count = 0, "spec.accelerators[0].count", "0", "from 1 to 32"),
        ["negative throughput"] = new(s => s.Accelerators![0].Throughput = -3, "spec.accelerators[0].throughput", "-3", "above 0"),
        ["infinite throughput"] = new(s => s.Accelerators![0].Throughput = double.PositiveInfinity, "spec.accelerators[0].throughput", "Infinity", "above 0"),
        ["service rate that queues never empty at"] = new(s => s.Accelerators = [new() { Name = "H100", Throughput = 3, ServiceRate = 3 }], "spec.accelerators[0].serviceRate", "3", "above throughput, which is 3"),
        ["service rate without throughput"] = new(s => s.Accelerators = [new() { Name = "H100", ServiceRate = 3 }], "spec.accelerators[0].serviceRate", "3", "nothing without throughput"),
        ["service rate of some types only"] = new(s => (s.Accelerators![0].Throughput, s.Accelerators![0].ServiceRate) = (3, 4), "spec.accelerators[1].serviceRate", "nothing", "because another type has it"),
        ["slice under a whole GPU's name"] = new(s => s.Accelerators![0].ResourceName = "nvidia.com/mig-1g.10gb", "spec.accelerators[0].resourceName", "\"nvidia.com/mig-1g.10gb\"", "or another name than H100"),
        ["resource without domain"] = new(s => s.Accelerators = [new() { Name = "u250", ResourceName = "fpga" }], "spec.accelerators[0].resourceName", "\"fpga\"", "extended resource"),
        ["bad node label"] = new(s => s.Accelerators![0].NodeSelector = new() { ["pool"] = "a b" }, "spec.accelerators[0].nodeSelector[pool]", "\"a b\"", "a label's value"),
        ["no image"] = new(s => s.Image = "", "spec.image", "\"\"", "a container image"),
        ["image with a space"] = new(s => s.Image = "vllm /x", "spec.image", "\"vllm /x\"", "a container image"),
        ["variable twice"] = new(s => s.Env = [new() { Name = "A" }, new() { Name = "A" }], "spec.env[1]", "\"A\"", "each variable once"),
        ["value and valueFrom"] = new(s => s.Env = [new() { Name = "A", Value = "1", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.name" } } }], "spec.env[0].value", "\"1\"", "nothing"),
        ["valueFrom nowhere"] = new(s => s.Env = [new() { Name = "A", ValueFrom = new() }], "spec.env[0].valueFrom", "\"0 sources\"", "exactly one"),
        ["port twice"] = new(s => s.Ports!.Add(new() { ContainerPort = 8000, Protocol = "TCP", Name = "other" }), "spec.ports[1]", "\"8000/TCP\"", "each port once"),
        ["port name twice"] = new(s => s.Ports!.Add(new() { ContainerPort = 8001, Name = "http" }), "spec.ports[1]", "\"http\"", "each port name once"),
        ["port out of range"] = new(s => s.Ports!.Add(new() { ContainerPort = 0, Name = "zero" }), "spec.ports[1].containerPort", "0", "1 to 65535"),
        ["port name of digits"] = new(s => s.Ports!.Add(new() { ContainerPort = 1, Name = "80" }), "spec.ports[1].name", "\"80\"", "at least one letter"),
        ["volume without source"] = new(s => s.Volumes![0].EmptyDir = null, "spec.volumes[0]", "nothing", "exactly one source"),
        ["volume with two sources"] = new(s => s.Volumes![0].HostPath = new() { Path = "/" }, "spec.volumes[0]", "\"emptyDir and hostPath\"", "exactly one source"),
        ["mount of no volume"] = new(s => s.VolumeMounts![0].Name = "cache", "spec.volumeMounts[0].name", "\"cache\"", "one of spec.volumes: shm"),
        ["path mounted twice"] = new(s => s.VolumeMounts!.Add(new() { Name = "shm", MountPath = "/dev/shm" }), "spec.volumeMounts[1]", "\"/dev/shm\"", "each path once"),
        ["relative mount path"] = new(s => s.VolumeMounts![0].MountPath = "shm", "spec.volumeMounts[0].mountPath", "\"shm\"", "an absolute path"),
        ["probe that asks nothing"] = new(s => s.Probes!.Readiness!.HttpGet = null, "spec.probes.readiness", "\"0 of them\"", "exactly one of httpGet"),
        ["probe of an unknown port"] = new(s => s.Probes!.Readiness!.HttpGet!.Port = "web", "spec.probes.readiness.httpGet.port", "\"web\"", "spec.ports: http"),
        ["probe without port"] = new(s => s.Probes!.Readiness!.HttpGet!.Port = null, "spec.probes.readiness.httpGet.port", "nothing", "number or name"),
        ["probe with period zero"] = new(s => s.Probes!.Readiness!.PeriodSeconds = 0, "spec.probes.readiness.periodSeconds", "0", "from 1"),
        ["startup probe of two successes"] = new(s => s.Probes!.Startup = new() { TcpSocket = new() { Port = 8000 }, SuccessThreshold = 2 }, "spec.probes.startup.successThreshold", "2", "only readiness"),
        ["GPUs among the resources"] = new(s => s.Resources!.Limits!["nvidia.com/gpu"] = "4", "spec.resources.limits[nvidia.com/gpu]", "\"4\"", "spec.accelerators"),
        ["negative memory"] = new(s => s.Resources!.Requests!["memory"] = "-1Gi", "spec.resources.requests[memory]", "\"-1Gi\"", "zero or more"),
        ["memory in bytes by mistake"] = new(s => s.Resources!.Requests!["memory"] = "16", "spec.resources.requests[memory]", "\"16\"", "16Gi"),
        ["CPU in thousandths by mistake"] = new(s => s.Resources!.Requests!["cpu"] = "4000", "spec.resources.requests[cpu]", "\"4k\"", "4000m"),
        ["request above limit"] = new(s => s.Resources!.Requests!["memory"] = "300Gi", "spec.resources.requests[memory]", "\"300Gi\"", "at most its limit, which is 256Gi"),
        ["minReplicas above maxReplicas"] = new(s => s.Scaling = new() { MinReplicas = 3, MaxReplicas = 2 }, "spec.scaling.minReplicas", "3", "at most maxReplicas"),
        ["replicas outside of scaling"] = new(s => s.Scaling = new() { MinReplicas = 3, MaxReplicas = 5 }, "spec.replicas", "2", "from scaling.minReplicas 3"),
        ["scaling by CPU that is not requested"] = new(s => { s.Resources = null; s.Scaling = new() { MaxReplicas = 5 }; }, "spec.scaling.metrics", "nothing", "resources.requests.cpu"),
        ["unknown metric"] = new(s => s.Scaling = new() { MaxReplicas = 5, Metrics = [new() { Type = "GPU" }] }, "spec.scaling.metrics[0].type", "\"GPU\"", "Resource, ContainerResource"),
        ["metric without description"] = new(s => s.Scaling = new() { MaxReplicas = 5, Metrics = [new() { Type = "External", Source = new() { ["pods"] = JsonElement.Parse("{}") } }] }, "spec.scaling.metrics[0].external", "nothing", "type is External"),
        ["service without ports"] = new(s => { s.Ports = null; s.Probes = null; s.Service = new(); }, "spec.service.ports", "nothing", "at least one"),
        ["service port without name"] = new(s => s.Service = new() { Ports = [new() { Port = 80, Name = "a" }, new() { Port = 81 }] }, "spec.service.ports[1].name", "nothing", "several ports"),
        ["service port twice"] = new(s => s.Service = new() { Ports = [new() { Port = 80, Name = "a" }, new() { Port = 80, Name = "b" }] }, "spec.service.ports[1]", "\"80\"", "each port once"),
        ["service to an unknown port"] = new(s => s.Service = new() { Ports = [new() { Port = 80, TargetPort = "grpc" }] }, "spec.service.ports[0].targetPort", "\"grpc\"", "spec.ports: http"),
        ["negative budget"] = new(s => s.Budget = new() { HourlyCost = -1 }, "spec.budget.hourlyCost", "-1", "from 0"),
        ["object propagated twice"] = new(s => s.Propagate = [new() { Name = "a" }, new() { Name = "a" }], "spec.propagate[1]", "\"ConfigMap a\"", "each object once"),
        ["policy with a bad name"] = new(s => s.PolicyName = "EU only", "spec.policyName", "\"EU only\"", "lower case"),
        ["dataset of negative size"] = new(s => s.Dataset = new() { Provider = "aws", Region = "us-east-1", SizeGiB = -5 }, "spec.dataset.sizeGiB", "-5", "from 0"),
        ["weights of negative size"] = new(s => s.Dataset = new() { Provider = "aws", Region = "us-east-1", WeightsGiB = -1 }, "spec.dataset.weightsGiB", "-1", "from 0"),
        ["load time in words"] = new(s => s.LoadTime = "five minutes", "spec.loadTime", "\"five minutes\"", "a duration"),
        ["load time of days"] = new(s => s.LoadTime = "48h", "spec.loadTime", "\"48h\"", "at most 24h"),
        ["own cooldown without unit"] = new(s => s.Rebalance = new() { Cooldown = "5" }, "spec.rebalance.cooldown", "\"5\"", "a duration"),
        ["own window without cron"] = new(s => s.Rebalance = new() { Windows = [new()] }, "spec.rebalance.windows[0].cron", "\"\"", "five fields"),
        ["history below nothing"] = new(s => s.Rollout = new() { RevisionHistoryLimit = -1 }, "spec.rollout.revisionHistoryLimit", "-1", "from 0"),
        ["own rollout of no cluster at a time"] = new(s => s.Rollout = new() { MaxClustersAtOnce = 0 }, "spec.rollout.maxClustersAtOnce", "0", "from 1"),
        ["own rollout deadline too short"] = new(s => s.Rollout = new() { ProgressDeadline = "1s" }, "spec.rollout.progressDeadline", "\"1s\"", "at least 10s"),
        ["rollout of a training run"] = new(s => s.Rollout = new() { AutoRollback = true }, "spec.rollout", "\"an order for a Training model\"", "only revisionHistoryLimit", Training: true),
        ["data from nowhere"] = new(s => s.Dataset = new() { Provider = "aws", Region = "us-east-1", Sync = new() { Destination = "gcs:b" } }, "spec.dataset.sync.source", "\"\"", "where the data is"),
        ["data to where it is"] = new(s => s.Dataset = new() { Provider = "aws", Region = "us-east-1", Sync = new() { Source = "s3:a", Destination = "s3:a" } }, "spec.dataset.sync.destination", "\"s3:a\"", "another place than source"),
        ["data with a Secret that does not come"] = new(s => s.Dataset = new() { Provider = "aws", Region = "us-east-1", Sync = new() { Source = "s3:a", Destination = "gcs:b", SecretName = "keys" } }, "spec.dataset.sync.secretName", "\"keys\"", "spec.propagate names"),
        ["data in no time"] = new(s => s.Dataset = new() { Provider = "aws", Region = "us-east-1", Sync = new() { Source = "s3:a", Destination = "gcs:b", Timeout = "1s" } }, "spec.dataset.sync.timeout", "\"1s\"", "at least 1m"),
        ["data of a training run"] = new(s => s.Dataset = new() { Provider = "aws", Region = "us-east-1", Sync = new() { Source = "s3:a", Destination = "gcs:b" } }, "spec.dataset.sync", "\"a way to bring data along\"", "workload is Training", Training: true),
        ["dataset nowhere"] = new(s => s.Dataset = new() { Provider = "aws", SizeGiB = 5 }, "spec.dataset.region", "nothing", "the region"),
        ["pod template with a foreign key"] = new(s => s.PodTemplate = new JsonObject { ["containers"] = new JsonArray() }, "spec.podTemplate", "\"containers\"", "only metadata and spec"),
    };

    public static TheoryData<string> Cases => [.. Mistakes.Keys];

    [Fact]
    public void Nothing_is_wrong_with_good_models()
    {
        Assert.Empty(ModelValidator.Validate(Valid.Model()));
        Assert.Empty(ModelValidator.Validate(Valid.Training()));
        Assert.Empty(ModelValidator.Validate(Valid.Model(s => (s.Replicas, s.Demand) = (null, new() { UnitsPerSecond = 5000 }))));
        Assert.Empty(ModelValidator.Validate(Valid.Model(s => s.Accelerators = [new() { Name = "xilinx-u250", ResourceName = "xilinx.com/fpga-u250" }])));
        Assert.Empty(ModelValidator.Validate(Valid.Model(s => s.Scaling = new() { MinReplicas = 1, MaxReplicas = 4 })));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mistake_is_told_with_field_found_and_expected(string mistake)
    {
        var (make, field, found, expected, training) = Mistakes[mistake];
        var errors = ModelValidator.Validate(training ? Valid.Training(make) : Valid.Model(make));
        var error = Assert.Single(errors);
        Assert.Equal("LeptonModel team-a/llama", error.Object);
        Assert.Equal(field, error.Field);
        Assert.Equal(found, error.Found);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Llama")]
    [InlineData("3-llama")]
    [InlineData("llama.3")]
    [InlineData("a-name-that-is-far-too-long-for-what-is-made-of-it-later")]
    [InlineData(null)]
    public void A_name_must_do_for_the_objects_made_of_it(string? name)
    {
        var model = Valid.Model();
        model.Metadata.Name = name;
        Assert.Equal("metadata.name", Assert.Single(ModelValidator.Validate(model)).Field);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var model = Valid.Model(s =>
        {
            s.Image = "";
            s.Accelerators![0].Name = "H1000";
            s.Priority = 2_000_000;
            s.Resources!.Requests!["memory"] = "16";
        });
        Assert.Equal(["spec.accelerators[0].name", "spec.image", "spec.priority", "spec.resources.requests[memory]"],
            ModelValidator.Validate(model).Select(e => e.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unknown_gpu_is_answered_with_all_that_are_known()
    {
        var error = Assert.Single(ModelValidator.Validate(Valid.Model(s => s.Accelerators![0].Name = "TPU-v5e")));
        Assert.Contains("known are A10, A100-40GB, A100-80GB", error.Expected, StringComparison.Ordinal);
        Assert.Contains("resourceName", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_reads_as_a_sentence()
    {
        var error = Assert.Single(ModelValidator.Validate(Valid.Model(s => s.Replicas = -1)));
        Assert.Equal("LeptonModel team-a/llama: spec.replicas: found -1, expected a number of replicas from 0 to 10000", error.ToString());
    }
}
