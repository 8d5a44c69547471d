using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Admission;

namespace Lepton.Operator.Webhooks;

/// <summary>
/// Fills in what a schema's defaults cannot: requests of which only the limit is said, as Kubernetes does for the pods they become. Without it a model would be planned as
/// if it took nothing. Only fields that are absent are written, so that what Git says stays as it is.
/// </summary>
internal sealed class ModelDefaulting : IAdmissionHandler
{
    private static readonly string[] Amounts = ["cpu", "memory", "ephemeral-storage"];

    public Task<AdmissionResponse> HandleAsync(AdmissionRequest request, CancellationToken cancellationToken) => Task.FromResult(
        request.Object is { } now && request.SubResource is null && request.Kind.Kind == "LeptonModel" && now["metadata"]?["deletionTimestamp"] is null
            ? AdmissionResponse.Change(now, Complete(now))
            : AdmissionResponse.Allow());

    internal static JsonObject Complete(JsonObject model)
    {
        var copy = (JsonObject)model.DeepClone();
        if (copy["spec"]?["resources"] is not JsonObject resources || resources["limits"] is not JsonObject limits)
            return copy;
        foreach (var name in Amounts.Where(limits.ContainsKey))
        {
            if (resources["requests"] is not JsonObject requests)
                resources["requests"] = requests = [];
            if (requests[name] is null)
                requests[name] = limits[name]?.DeepClone();
        }

        return copy;
    }
}
