using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

public sealed class GoldenTests
{
    private const string Update = "LEPTON_UPDATE_GOLDEN";

    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public void What_a_model_emits_stands_in_its_golden_file(string name)
    {
        var emitted = new EmissionCase(name);
        var actual = string.Join("---\n", emitted.Emit().Select(o => KubernetesYaml.Serialize(o.Json)));
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(emitted.GoldenFile, actual);
        Assert.True(File.Exists(emitted.GoldenFile), $"{emitted.GoldenFile} is missing; {Update}=1 writes it");
        Assert.Equal(File.ReadAllText(emitted.GoldenFile), actual);
    }

    [Fact]
    public void Every_kind_the_operator_owns_stands_in_some_golden_file()
    {
        var emitted = EmissionCase.Names.SelectMany(n => new EmissionCase(n).Emit()).Select(o => o.Resource).ToHashSet();
        Assert.Equal(OwnedKinds.All.Where(k => !k.Optional).Select(k => k.Resource.Kind).Order(StringComparer.Ordinal), emitted.Select(r => r.Kind).Order(StringComparer.Ordinal));
    }

    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public void Emitting_twice_gives_the_same_bytes(string name)
    {
        var first = new EmissionCase(name).Emit().Select(o => o.Json.ToJsonString());
        var input = new EmissionCase(name).Input();
        var second = Emitter.Emit(input with { Targets = [.. input.Targets.Reverse()], Propagated = [.. input.Propagated.Reverse()] }).Select(o => o.Json.ToJsonString());
        Assert.Equal(first, second);
    }
}
