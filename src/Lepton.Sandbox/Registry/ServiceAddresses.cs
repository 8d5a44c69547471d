using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>Hands out cluster IPs of 10.0.0.0/16, as one API server with <c>--service-cluster-ip-range=10.0.0.0/16</c> does.</summary>
internal sealed class ServiceAddresses(ClusterContext cluster)
{
    private static readonly GroupResource Services = new("", "services");

    public void Assign(JsonObject service)
    {
        service["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        var spec = service.Child("spec");
        if (spec.Str("type") == "ExternalName")
            return;
        if (spec.Str("clusterIP") is not { Length: > 0 } address)
            spec["clusterIP"] = address = Free();
        spec["clusterIPs"] ??= new JsonArray(address);
        spec["ipFamilies"] ??= new JsonArray("IPv4");
        spec["ipFamilyPolicy"] ??= "SingleStack";
    }

    /// <summary>A cluster IP that an update leaves out stays.</summary>
    public void Keep(JsonObject service, JsonObject old, string? subresource)
    {
        var spec = service.Child("spec");
        if (spec.Str("type") == "ExternalName")
            return;
        if (old.Obj("spec").Str("type") == "ExternalName")
        {
            if (string.IsNullOrEmpty(spec.Str("clusterIP")))
                spec["clusterIP"] = Free();
        }

        foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"])
        {
            if (spec[field] is null or JsonArray { Count: 0 } || spec.Str(field) == "")
                JsonTree.CopyField(old.Obj("spec"), spec, field);
        }
    }

    private string Free()
    {
        var taken = cluster.Store.List(Services, null).Items.Select(s => s.Value.Obj("spec").Str("clusterIP")).ToHashSet();
        string address;
        do
            address = $"10.0.{cluster.Ids.Next(256)}.{1 + cluster.Ids.Next(254)}";
        while (taken.Contains(address));
        return address;
    }
}
