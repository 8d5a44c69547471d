using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Engine;

namespace Lepton.Sandbox.Simulation.Nodes;

/// <summary>Runs what a fleet file says others run on a pool: one Deployment each, in a namespace of their own, bound to the pool by its label.</summary>
internal static class ForeignWorkloads
{
    public const string Namespace = "other-teams";

    public static void Create(ClusterContext context)
    {
        foreach (var pool in context.Definition.NodePools)
        {
            foreach (var foreign in pool.ForeignPods)
            {
                EnsureNamespace(context, Namespace);
                var name = $"{pool.Name}-{foreign.Name}";
                if (context.Api.Get(Kinds.Deployments, Namespace, name) is null)
                    context.Api.Create(Kinds.Deployments, Namespace, Build(context.Definition, pool, foreign, name));
            }
        }
    }

    public static void EnsureNamespace(ClusterContext context, string name)
    {
        if (context.Api.Get(Kinds.Namespaces, null, name) is null)
            context.Api.Create(Kinds.Namespaces, null, new JsonObject { ["kind"] = "Namespace", ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["name"] = name } });
    }

    private static JsonArray Tolerations(ClusterDefinition cluster, NodePoolDefinition pool) => new(CloudTaints.Of(NodeRegistration.Context(cluster, pool, 0))
        .Select(static taint => (JsonNode)new JsonObject { ["key"] = taint.Key, ["operator"] = "Exists", ["effect"] = taint.Effect }).ToArray());

    private static JsonObject Build(ClusterDefinition cluster, NodePoolDefinition pool, ForeignPodDefinition foreign, string name)
    {
        var (key, value) = CloudLabels.Pool(cluster, pool);
        var requests = new JsonObject { ["cpu"] = foreign.Cpu, ["memory"] = foreign.Memory };
        var resources = new JsonObject { ["requests"] = requests };
        if (foreign.Gpus > 0)
        {
            var resource = GpuModel.Of(NodeRegistration.Context(cluster, pool, 0).Type).ResourceName;
            requests[resource] = foreign.Gpus.ToString();
            resources["limits"] = new JsonObject { [resource] = foreign.Gpus.ToString() };
        }

        var labels = new JsonObject { ["app"] = name };
        return new JsonObject
        {
            ["kind"] = "Deployment",
            ["apiVersion"] = "apps/v1",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Namespace, ["labels"] = labels.DeepClone() },
            ["spec"] = new JsonObject
            {
                ["replicas"] = foreign.Count,
                ["selector"] = new JsonObject { ["matchLabels"] = labels.DeepClone() },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = labels },
                    ["spec"] = new JsonObject
                    {
                        ["nodeSelector"] = new JsonObject { [key] = value },
                        ["tolerations"] = Tolerations(cluster, pool),
                        ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = $"registry.example/{foreign.Name}:1", ["resources"] = resources }),
                    },
                },
            },
        };
    }
}
