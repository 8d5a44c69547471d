using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>
/// What a Pod asks of a node: the containers together, or an init container when it needs more, sidecars (init containers that always restart)
/// counted from where they start, plus the overhead (https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers).
/// </summary>
internal static class PodRequests
{
    public static ResourceAmounts Of(JsonObject? spec)
    {
        var running = new ResourceAmounts();
        var peak = new ResourceAmounts();
        foreach (var container in spec.Objects("initContainers"))
        {
            var own = OfContainer(container);
            if (container.Text("restartPolicy") == "Always")
            {
                running.Add(own);
                peak.RaiseTo(running);
                continue;
            }

            own.Add(running);
            peak.RaiseTo(own);
        }

        foreach (var container in spec.Objects("containers"))
            running.Add(OfContainer(container));
        peak.RaiseTo(running);
        peak.Add(ResourceAmounts.Read(spec.Object("overhead")));
        peak.Set("pods", 1);
        return peak;
    }

    /// <summary>Requests; where only a limit is set it is the request (the API defaults so, this holds for objects that went around it too).</summary>
    private static ResourceAmounts OfContainer(JsonObject container)
    {
        var resources = container.Object("resources");
        var amounts = ResourceAmounts.Read(resources.Object("requests"));
        foreach (var (name, amount) in ResourceAmounts.Read(resources.Object("limits")).All)
        {
            if (resources.Object("requests")?.ContainsKey(name) != true)
                amounts.Set(name, amount);
        }

        return amounts;
    }
}
