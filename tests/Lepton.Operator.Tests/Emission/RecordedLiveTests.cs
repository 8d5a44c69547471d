using System.Text.Json.Nodes;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

/// <summary>Compares what is emitted with what a kube-apiserver 1.36 answered to it (recorded by <see cref="RealServerTests"/>): all its defaults and spellings are in there.</summary>
public sealed class RecordedLiveTests
{
    // What a server drops or replaces by a default: nobody can tell whether it was changed.
    private static readonly string[] SayNothing =
    [
        "spec.template.spec.containers.0.env.1.value", "spec.template.spec.containers.0.volumeMounts.2.readOnly",
        "spec.template.spec.containers.0.livenessProbe.timeoutSeconds", "spec.template.spec.containers.0.ports.3.hostPort",
    ];

    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public void Nothing_differs_right_after_the_apply(string name)
    {
        foreach (var (desired, live) in Pairs(name))
        {
            Assert.Null(LiveComparison.FirstDifference(desired.Json, live));
            Assert.False(JobReplacement.Needed(desired.Json, live), desired.Key.ToString());
            Assert.False(JobReplacement.Keeps(desired.Json, live), desired.Key.ToString());
        }
    }

    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public void Items_of_lists_that_do_not_say_what_they_are_compare_equal(string name)
    {
        foreach (var (desired, live) in Pairs(name))
        {
            live.Remove("apiVersion");
            live.Remove("kind");
            Assert.Null(LiveComparison.FirstDifference(desired.Json, live));
        }
    }

    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public void Every_other_value_of_every_field_is_found(string name)
    {
        foreach (var (desired, live) in Pairs(name))
        {
            foreach (var path in JsonLeaves.Paths(desired.Json))
            {
                var found = LiveComparison.FirstDifference(JsonLeaves.Changed(desired.Json, path), live);
                Assert.True(found is not null, $"{desired.Key}: {JsonLeaves.Text(path)}");
            }
        }
    }

    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public void Every_field_that_goes_missing_is_found(string name)
    {
        foreach (var (desired, live) in Pairs(name))
        {
            foreach (var path in JsonLeaves.Paths(desired.Json).Where(p => p is not ["apiVersion" or "kind"]))
            {
                if (JsonLeaves.At(live, path) is null)
                {
                    Assert.Contains(JsonLeaves.Text(path), SayNothing);
                    continue;
                }

                var found = LiveComparison.FirstDifference(desired.Json, JsonLeaves.Without(live, path));
                Assert.True(found is not null || SayNothing.Contains(JsonLeaves.Text(path)), $"{desired.Key}: {JsonLeaves.Text(path)}");
            }
        }
    }

    private static IEnumerable<(DesiredObject Desired, JsonObject Live)> Pairs(string name)
    {
        var @case = new EmissionCase(name);
        Assert.True(File.Exists(@case.LiveFile), $"{@case.LiveFile} is missing: LEPTON_UPDATE_GOLDEN=1 with LEPTON_TEST_KUBECONFIG writes it");
        var live = JsonNode.Parse(File.ReadAllText(@case.LiveFile))!.AsArray();
        var desired = @case.Emit();
        Assert.Equal(desired.Count, live.Count);
        return desired.Zip(live, (d, l) => (d, l!.AsObject()));
    }
}
