using Lepton.Api.Models;
using Lepton.Operator.Emission.Objects;

namespace Lepton.Operator.Emission;

/// <summary>Says what a model looks like in one member cluster. Pure: the same input gives the same objects, byte for byte.</summary>
internal static class Emitter
{
    /// <summary>The objects in the order in which they are applied: what others need comes first. Empty without placements.</summary>
    /// <exception cref="EmissionException">The model or its placements cannot be written as objects.</exception>
    public static IReadOnlyList<DesiredObject> Emit(EmissionInput input)
    {
        if (input.Targets.Count == 0 && input.Data is null)
            return [];
        var scope = new ModelScope(input.Model, input.HubId, input.HasKeda);
        var targets = Ordered(scope, input.Targets);
        var objects = new List<DesiredObject>();
        if (input.EmitNamespace)
            objects.Add(NamespaceObject.Create(scope));
        objects.AddRange(PropagatedObjects.Create(scope, input.Propagated));
        if (input.Data is { } data)
            objects.Add(DataJob.Create(scope, data));
        if (targets.Count == 0)
            return objects;
        if (scope.Spec.Workload == WorkloadKind.Training)
            objects.AddRange(TrainingRun.Create(scope, targets));
        else
            objects.AddRange(InferenceFleet.Create(scope, targets));
        return objects;
    }

    private static List<PlacementTarget> Ordered(ModelScope scope, IReadOnlyList<PlacementTarget> targets)
    {
        var ordered = targets.OrderBy(t => t.Pool, StringComparer.Ordinal).ToList();
        for (var i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].Pool == ordered[i - 1].Pool)
                throw scope.Invalid("status.placements", $"pool {ordered[i].Pool} appears twice; one placement per pool is expected");
        }

        return ordered;
    }
}
