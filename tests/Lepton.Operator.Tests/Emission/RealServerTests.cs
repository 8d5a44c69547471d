using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

/// <summary>Runs when LEPTON_TEST_KUBECONFIG names an API server. With LEPTON_UPDATE_GOLDEN=1 it also records what the server makes of our objects.</summary>
public sealed class RealServerTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [SkippableTheory]
    [ClassData(typeof(EmissionCaseData))]
    public async Task A_real_server_takes_what_is_emitted_and_a_second_apply_writes_nothing(string name)
    {
        var kubectl = Kubectl.FromEnvironment();
        Skip.If(kubectl is null, Kubectl.Missing);
        var @case = new EmissionCase(name);
        var desired = @case.Emit();
        await kubectl.EnsureNamespaceAsync(@case.Input().Model.Metadata.Namespace!);
        var manifest = Manifest(desired.Select(o => o.Json));
        // A Job of an earlier time cannot be changed.
        foreach (var job in desired.Where(o => o.Resource.Kind == "Job"))
            await kubectl.RunAsync("", "delete", "job", "-n", job.Namespace!, job.Name, "--ignore-not-found", "--wait");

        var live = await kubectl.ApplyAsync(manifest);
        Record(@case, live);

        Assert.Equal(desired.Count, live.Count);
        foreach (var (wanted, have) in desired.Zip(live))
        {
            Assert.Null(LiveComparison.FirstDifference(wanted.Json, have));
            Assert.False(JobReplacement.Needed(wanted.Json, have));
            Assert.False(JobReplacement.Keeps(wanted.Json, have));
        }

        await EventuallyWritesNothing(kubectl, manifest, live);
    }

    [SkippableFact]
    public async Task A_changed_template_of_a_job_is_refused_by_a_real_server_exactly_when_replacement_is_needed()
    {
        var kubectl = Kubectl.FromEnvironment();
        Skip.If(kubectl is null, Kubectl.Missing);
        var input = new EmissionCase("sweep-cpu").Input();
        await kubectl.EnsureNamespaceAsync("research");
        input.Model.Metadata.Name = "replaced";
        var live = (await kubectl.ApplyAsync(Manifest(Emitter.Emit(input).Select(o => o.Json)))).Single(o => (string?)o["kind"] == "Job");

        input.Model.Spec.Training!.BackoffLimit++;
        input.Model.Spec.Training.ActiveDeadlineSeconds = 600;
        var mutable = Emitter.Emit(input).Single(o => o.Resource.Kind == "Job").Json;
        Assert.False(JobReplacement.Needed(mutable, live) || JobReplacement.Keeps(mutable, live));
        await kubectl.ApplyAsync(Manifest([mutable]));

        input.Model.Spec.Image = "registry.example.com/sweep:2";
        var changed = Emitter.Emit(input).Single(o => o.Resource.Kind == "Job").Json;
        Assert.True(JobReplacement.Needed(changed, live));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => kubectl.ApplyAsync(Manifest([changed])));
        Assert.Contains("field is immutable", refused.Message, StringComparison.Ordinal);
        await kubectl.RunAsync("", "delete", "jobs,services", "-n", "research", "-l", "lepton.ai/model=replaced", "--wait=false");
    }

    [SkippableFact]
    public async Task The_number_of_replicas_survives_being_handed_to_an_autoscaler()
    {
        var kubectl = Kubectl.FromEnvironment();
        Skip.If(kubectl is null, Kubectl.Missing);
        await kubectl.EnsureNamespaceAsync("ns");
        var ours = Emitted.One(Emitted.Input("{image: i}", Emitted.Cpu("a", 5)), "Deployment");
        var autoscaled = Emitted.One(Emitted.Input("{image: i, scaling: {maxReplicas: 9}}", Emitted.Cpu("a", 5)), "Deployment");

        var live = await kubectl.ApplyAsync(Manifest([ours]));
        await kubectl.ApplyAsync(Manifest([ReplicasHandover.Needed(autoscaled, live[0])!]), ReplicasHandover.FieldManager);
        live = await kubectl.ApplyAsync(Manifest([autoscaled]));

        Assert.Equal(5, (int)live[0]["spec"]!["replicas"]!);
        Assert.Null(ReplicasHandover.Needed(autoscaled, live[0]));
        await kubectl.RunAsync("", "delete", "deployment", "-n", "ns", (string)ours["metadata"]!["name"]!, "--wait=false");
    }

    /// <summary>Controllers write status meanwhile; if our apply wrote too, no attempt would find the versions unmoved.</summary>
    private static async Task EventuallyWritesNothing(Kubectl kubectl, string manifest, IReadOnlyList<JsonObject> live)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var again = await kubectl.ApplyAsync(manifest);
            if (again.Select(Version).SequenceEqual(live.Select(Version), StringComparer.Ordinal))
                return;
            live = again;
        }

        Assert.Fail("each of 20 applies of the same objects moved a resourceVersion");
    }

    private static string Version(JsonObject live) => (string)live["metadata"]!["resourceVersion"]!;

    private static string Manifest(IEnumerable<JsonObject> objects) => string.Join("---\n", objects.Select(KubernetesYaml.Serialize));

    private static void Record(EmissionCase @case, IReadOnlyList<JsonObject> live)
    {
        if (Environment.GetEnvironmentVariable("LEPTON_UPDATE_GOLDEN") != "1")
            return;
        var recorded = new JsonArray([.. live.Select(l => l.DeepClone())]);
        foreach (var item in recorded)
        {
            item!.AsObject().Remove("status");
            var metadata = item["metadata"]!.AsObject();
            foreach (var field in new[] { "managedFields", "uid", "resourceVersion", "creationTimestamp" })
                metadata.Remove(field);
        }

        File.WriteAllText(@case.LiveFile, recorded.ToJsonString(Indented) + "\n");
    }
}
