namespace Lepton.Operator.Emission.Objects;

/// <summary>A served model in one cluster: a Deployment per placement, behind one Service, under one disruption budget.</summary>
internal static class InferenceFleet
{
    public static IEnumerable<DesiredObject> Create(ModelScope scope, IReadOnlyList<PlacementTarget> targets)
    {
        if (ServiceObject.Create(scope) is { } service)
            yield return service;
        yield return DisruptionBudget.Create(scope);
        foreach (var target in targets)
        {
            var name = Names.Deployment(scope.Name, target.Pool, target.Accelerator, target.CapacityType);
            yield return DeploymentObject.Create(scope, target, name);
            if (Autoscaler.Scales(scope, target))
                yield return Autoscaler.Create(scope, target, name);
        }
    }
}
