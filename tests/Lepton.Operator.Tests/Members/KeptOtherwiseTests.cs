using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Members;
using Lepton.Operator.State;
using Lepton.Operator.Tests.Emission;
using Lepton.Testing.Fakes;
using Lepton.Testing.Logging;

namespace Lepton.Operator.Tests.Members;

/// <summary>A server takes an object and does not keep all of it: a field that it has switched off, or that a webhook of its own sets otherwise.</summary>
public sealed class KeptOtherwiseTests : IDisposable
{
    private const string Model = "{image: i, podTemplate: {spec: {hostUsers: false}}}";
    private static readonly ResourceDefinition Deployments = ResourceDefinition.Of<V1Deployment>();
    private readonly LogCollector _logs = new();
    private readonly FakeKubernetesClient _client = new();
    private readonly LiveObjects _objects;
    private readonly MemberApplier _applier;

    public KeptOtherwiseTests()
    {
        _objects = new LiveObjects(_client, "hub");
        _applier = new MemberApplier("old", "hub", _client, _objects, _logs.CreateLogger("applier"));
    }

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task It_is_told_with_the_field_and_counts_as_applied_but_not_as_repaired()
    {
        Deployment(template => template.Remove("hostUsers"));
        for (var look = 0; look < 2; look++)
        {
            var outcome = await ReconcileAsync();
            Assert.Equal((true, "KeptOtherwise"), (outcome!.Ok, outcome.Reason));
            Assert.Matches(@"^cluster old took Deployment ns/m-\S+ and keeps \.spec\.template\.spec\.hostUsers otherwise than written: it does not know the field or has it switched off, or an admission webhook there changes it$", outcome.Message);
        }

        Assert.Equal(0, _applier.Repairs);
        _client.Fake(Deployments).Admission = null;
        Assert.Null(await ReconcileAsync());
        Assert.Null(await ReconcileAsync());
    }

    [Fact]
    public async Task What_is_refused_is_told_before_it()
    {
        Deployment(template => template["hostUsers"] = true);
        _client.Fake(ResourceDefinition.Of<V1PodDisruptionBudget>()).Fault = r => r.Verb == "apply" ? FakeFault.Fail(FakeErrors.Forbidden()) : null;
        Assert.Equal((false, "Forbidden"), (await ReconcileAsync()) is { } outcome ? (outcome.Ok, outcome.Reason) : default);
    }

    private void Deployment(Action<JsonObject> change) =>
        _client.Fake(Deployments).Admission = json => change(json["spec"]!["template"]!["spec"]!.AsObject());

    private async Task<ApplyOutcome?> ReconcileAsync()
    {
        await _objects.ReadAsync();
        return await _applier.ReconcileAsync(new ModelKey("ns", "m"), Emitter.Emit(Emitted.Input(Model, Emitted.Cpu()) with { EmitNamespace = true }), AdoptionPolicy.IfOwned, _ => true, default);
    }
}
