using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission;

/// <summary>The model that objects are made for, and what all of them have in common.</summary>
/// <param name="hasKeda">Whether the member has KEDA's kinds.</param>
internal sealed class ModelScope(LeptonModel model, string hubId, bool hasKeda = false)
{
    private const string NameLabel = "app.kubernetes.io/name";

    public LeptonModel Model { get; } = model;

    public LeptonModelSpec Spec => Model.Spec;

    public bool HasKeda { get; } = hasKeda;

    public string HubId { get; } = hubId;

    public string Name { get; } = model.Metadata.Name ?? "";

    public string Namespace { get; } = model.Metadata.Namespace ?? "default";

    /// <summary>Name of the objects of which there is one per model.</summary>
    public string ObjectName { get; } = Names.ForModel(model.Metadata.Name ?? "");

    /// <summary>The labels of pods; those of one placement, or of a gang that lies over several.</summary>
    public JsonObject PodLabels(string? pool)
    {
        var labels = Ownership.Labels(HubId, Namespace, Name);
        labels[NameLabel] = Name;
        if (pool is not null)
            labels[Ownership.PlacementLabel] = Names.Placement(pool);
        return labels;
    }

    /// <summary>Selects the model's pods; those of one placement when a pool is given. Deployments cannot change it: it must stay the same for ever.</summary>
    public JsonObject PodSelector(string? pool = null)
    {
        var selector = new JsonObject { [Ownership.ModelLabel] = Name, [Ownership.ModelNamespaceLabel] = Namespace };
        if (pool is not null)
            selector[Ownership.PlacementLabel] = Names.Placement(pool);
        return selector;
    }

    /// <summary>An object of this model in the model's namespace.</summary>
    public DesiredObject Own(ResourceDefinition resource, string name, JsonObject body, JsonObject? annotations = null) =>
        DesiredObjects.Create(resource, Namespace, name, Ownership.Labels(HubId, Namespace, Name), annotations, body);

    public EmissionException Invalid(string field, string problem, Exception? inner = null) =>
        new($"LeptonModel {Namespace}/{Name}", field, problem, inner);
}
