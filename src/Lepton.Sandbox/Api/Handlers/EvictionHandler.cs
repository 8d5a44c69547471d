using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Bodies;
using Lepton.Sandbox.Api.Selectors;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>POST of an Eviction: a delete that asks the pod's disruption budget first (kubernetes/pkg/registry/core/pod/storage/eviction.go).</summary>
internal sealed class EvictionHandler(ObjectOperations objects)
{
    private static readonly GroupVersionResource BudgetResource = new("policy", "v1", "poddisruptionbudgets");

    public async Task CreateAsync(ApiRequest request)
    {
        var info = request.Info;
        var body = await BodyReader.ObjectAsync(request, request.Type, "Eviction", "policy/v1");
        if (body.Value.Obj("metadata").Str("name") is { Length: > 0 } name && name != info.Name)
            throw ApiErrors.BadRequest("name in URL does not match name in Eviction object");
        var pod = request.Cluster.Store.Find(request.Type.Resource, StoredObject.KeyOf(info.Namespace, info.Name)) ?? throw ApiErrors.NotFound(request.Type.Resource, info.Name);
        var options = DeleteOptionsReader.FromBody(JsonSerializer.SerializeToUtf8Bytes(body.Value.Obj("deleteOptions") ?? [], JsonTree.Compact), "application/json");
        options = options with { DryRun = options.DryRun || RequestOptions.DryRun(request, "CreateOptions") };
        if (!IsFree(pod.Value))
            AskBudget(request, pod.Value, options.DryRun);
        objects.Deletion.Delete(request.Type, info.Namespace, info.Name, options);
        await Responses.WriteAsync(request, Responses.Success(201), 201);
    }

    /// <summary>A pod that serves nobody may always go.</summary>
    private static bool IsFree(JsonObject pod) =>
        pod.Obj("metadata")?["deletionTimestamp"] is not null || pod.Obj("status").Str("phase") is "Succeeded" or "Failed" or "Pending";

    private void AskBudget(ApiRequest request, JsonObject pod, bool dryRun)
    {
        var budgets = request.Cluster.Store.List(new GroupResource("policy", "poddisruptionbudgets"), request.Info.Namespace).Items
            .Select(item => item.Value).Where(budget => LabelSelector.Selects(budget.Obj("spec").Obj("selector"), pod)).ToArray();
        if (budgets.Length == 0)
            return;
        if (budgets.Length > 1)
            throw new ApiStatusException(500, "InternalError", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        if (!IsReady(pod) && LetsUnhealthyGo(budgets[0]))
            return;
        var type = request.Cluster.Catalog.Require(BudgetResource);
        var options = WriteOptions.Internal with { FieldManager = "kube-apiserver", Subresource = "status", DryRun = dryRun };
        objects.Updating.Update(type, request.Info.Namespace, budgets[0].Obj("metadata").Str("name")!, budget => Take(budget, request.Info.Name, request.Cluster.Timestamp()), options);
    }

    /// <summary>Takes one disruption from the budget.</summary>
    /// <exception cref="ApiStatusException">429: none is left.</exception>
    private static JsonObject Take(JsonObject budget, string pod, string now)
    {
        var (metadata, status) = (budget.Obj("metadata"), budget.Child("status"));
        var name = metadata.Str("name");
        if ((status.Int("observedGeneration") ?? 0) < (metadata.Int("generation") ?? 0))
            throw Refused($"The disruption budget {name} is still being processed by the server.", retryAfter: 10);
        var allowed = status.Int("disruptionsAllowed") ?? 0;
        if (allowed <= 0)
            throw Refused($"The disruption budget {name} needs {status.Int("desiredHealthy") ?? 0} healthy pods and has {status.Int("currentHealthy") ?? 0} currently", retryAfter: null);
        status["disruptionsAllowed"] = JsonNumbers.From(allowed - 1);
        status.Child("disruptedPods")[pod] = now;
        return budget;
    }

    private static bool IsReady(JsonObject pod) =>
        (pod.Obj("status").Arr("conditions") ?? []).Any(c => c.Str("type") == "Ready" && c.Str("status") == "True");

    private static bool LetsUnhealthyGo(JsonObject budget)
    {
        var status = budget.Obj("status");
        return budget.Obj("spec").Str("unhealthyPodEvictionPolicy") == "AlwaysAllow"
            || (status.Int("desiredHealthy") > 0 && status.Int("currentHealthy") >= status.Int("desiredHealthy"));
    }

    private static ApiStatusException Refused(string why, int? retryAfter)
    {
        var details = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = why }) };
        if (retryAfter is not null)
            details["retryAfterSeconds"] = retryAfter;
        return new ApiStatusException(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", details);
    }
}
