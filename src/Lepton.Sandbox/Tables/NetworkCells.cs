using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>Services, endpoints and ingresses.</summary>
internal static class NetworkCells
{
    private const int MaxShown = 3;

    public static Dictionary<string, Func<JsonObject, CellContext, JsonNode?>> All { get; } = new()
    {
        ["serviceExternalIP"] = (v, _) => ExternalIP(v),
        ["servicePorts"] = (v, _) => Ports(v.Obj("spec").Arr("ports")),
        ["serviceSelector"] = (v, _) => CellFunctions.Labels(v.Obj("spec").Obj("selector")),
        ["endpoints"] = (v, _) => Some((v.Arr("subsets") ?? []).SelectMany(SubsetAddresses), "<none>"),
        ["slicePorts"] = (v, _) => Some((v.Arr("ports") ?? []).Select(p => p.Int("port")?.ToString() ?? "*"), "<unset>"),
        ["sliceEndpoints"] = (v, _) => Some((v.Arr("endpoints") ?? []).SelectMany(e => e.Arr("addresses").Strings()), "<unset>"),
        ["ingressHosts"] = (v, _) => Some((v.Obj("spec").Arr("rules") ?? []).Select(r => r.Str("host") ?? "*"), "*"),
        ["ingressAddress"] = (v, _) => string.Join(",", LoadBalancer(v)),
        ["ingressPorts"] = (v, _) => v.Obj("spec").Arr("tls") is { Count: > 0 } ? "80, 443" : "80",
    };

    private static string ExternalIP(JsonObject service)
    {
        var spec = service.Obj("spec");
        var given = spec.Arr("externalIPs").Strings().ToList();
        switch (spec.Str("type"))
        {
            case "ExternalName":
                return spec.Str("externalName") ?? "<none>";
            case "LoadBalancer":
                var all = LoadBalancer(service).Concat(given).ToList();
                return all.Count == 0 ? "<pending>" : string.Join(",", all);
            default:
                return given.Count == 0 ? "<none>" : string.Join(",", given);
        }
    }

    private static string Ports(JsonArray? ports) => ports is null or { Count: 0 }
        ? "<none>"
        : string.Join(",", ports.Select(p => p.Int("nodePort") is > 0 and var node
            ? $"{p.Int("port")}:{node}/{p.Str("protocol")}"
            : $"{p.Int("port")}/{p.Str("protocol")}"));

    private static IEnumerable<string> SubsetAddresses(JsonNode? subset)
    {
        var ports = subset.Arr("ports") ?? [];
        foreach (var address in subset.Arr("addresses") ?? [])
        {
            if (ports.Count == 0)
                yield return address.Str("ip") ?? "";
            foreach (var port in ports)
                yield return $"{address.Str("ip")}:{port.Int("port")}";
        }
    }

    private static IEnumerable<string> LoadBalancer(JsonObject value) =>
        (value.Obj("status").Obj("loadBalancer").Arr("ingress") ?? []).Select(i => i.Str("ip") ?? i.Str("hostname") ?? "");

    private static string Some(IEnumerable<string> values, string none)
    {
        var all = values.ToList();
        var shown = string.Join(",", all.Take(MaxShown));
        return all.Count == 0 ? none : all.Count > MaxShown ? $"{shown} + {all.Count - MaxShown} more..." : shown;
    }
}
