using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>Hands out the node ports of services, from the default range of a real server.</summary>
internal sealed class NodePorts(ClusterContext cluster)
{
    private const int First = 30_000;
    private const int Last = 32_767;
    private static readonly GroupResource Services = new("", "services");

    /// <summary>Gives every port of a service that needs one a node port; ports that were there keep theirs, as clients leave them out.</summary>
    public void Assign(JsonObject service, JsonObject? old)
    {
        var spec = service.Child("spec");
        var needed = spec.Str("type") is "NodePort" || (spec.Str("type") == "LoadBalancer" && spec.Bool("allocateLoadBalancerNodePorts") != false);
        var before = old.Obj("spec").Arr("ports") ?? [];
        HashSet<long>? taken = null;
        foreach (var port in (spec.Arr("ports") ?? []).OfType<JsonObject>())
        {
            if (port.Int("nodePort") is > 0 || !needed)
                continue;
            var kept = before.FirstOrDefault(o => o.Int("port") == port.Int("port") && o.Str("protocol") == port.Str("protocol")).Int("nodePort");
            taken ??= Taken(service);
            port["nodePort"] = JsonNumbers.From(kept ?? Free(taken));
        }
    }

    /// <summary>Whether the ports asked for are free; their range is the schema's business.</summary>
    public void Validate(JsonObject service, JsonObject? old, List<FieldError> errors)
    {
        var before = (old.Obj("spec").Arr("ports") ?? []).Select(p => p.Int("nodePort")).ToHashSet();
        HashSet<long>? taken = null;
        var index = 0;
        foreach (var port in service.Obj("spec").Arr("ports") ?? [])
        {
            var field = $"spec.ports[{index++}].nodePort";
            if (port.Int("nodePort") is not (> 0 and var wanted) || before.Contains(wanted))
                continue;
            if ((taken ??= Taken(service)).Contains(wanted))
                errors.Add(new FieldError("FieldValueInvalid", field, $"Invalid value: {wanted}: provided port is already allocated"));
        }
    }

    private HashSet<long> Taken(JsonObject service) =>
    [
        .. cluster.Store.List(Services, null).Items.Where(item => item.Uid != service.Obj("metadata").Str("uid"))
            .SelectMany(item => item.Value.Obj("spec").Arr("ports") ?? []).Select(port => port.Int("nodePort") ?? 0),
    ];

    private long Free(HashSet<long> taken)
    {
        long port;
        do
            port = First + cluster.Ids.Next(Last - First + 1);
        while (!taken.Add(port));
        return port;
    }
}
