using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Bodies;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>POST of a Binding: the way a scheduler assigns a pod to a node.</summary>
internal sealed class BindingHandler(ObjectOperations objects)
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    public async Task CreateAsync(ApiRequest request)
    {
        var options = RequestOptions.Read(request, "CreateOptions");
        var body = await BodyReader.ObjectAsync(request, request.Type, "Binding", "v1");
        var binding = body.Value;
        var name = request.Info.Name.Length > 0 ? request.Info.Name : binding.Obj("metadata").Str("name") ?? "";
        Check(binding, request.Info.Name);
        var pods = request.Cluster.Catalog.Require(Pods);
        objects.Updating.Update(pods, request.Info.Namespace, name, pod => Assign(pod, binding, request.Cluster.Timestamp()), options with { Subresource = "binding", IsPatch = true });
        await Responses.WriteAsync(request, Responses.Success(201), 201);
    }

    private static void Check(JsonObject binding, string name)
    {
        var target = binding.Obj("target");
        var errors = new List<FieldError>();
        if (target.Str("kind") is { Length: > 0 } kind and not "Node")
            errors.Add(new FieldError("FieldValueNotSupported", "target.kind", $"Unsupported value: {ApiErrors.Quote(kind)}: supported values: \"Node\", \"<empty>\""));
        if (string.IsNullOrEmpty(target.Str("name")))
            errors.Add(new FieldError("FieldValueRequired", "target.name", "Required value"));
        if (errors.Count > 0)
            throw ApiErrors.Invalid("", "Binding", binding.Obj("metadata").Str("name") ?? name, errors);
        var given = binding.Obj("metadata").Str("name");
        if (name.Length > 0 && !string.IsNullOrEmpty(given) && given != name)
            throw ApiErrors.BadRequest($"name in URL does not match name in Binding object");
    }

    private static JsonObject Assign(JsonObject pod, JsonObject binding, string now)
    {
        var (name, spec) = (pod.Obj("metadata").Str("name")!, pod.Child("spec"));
        var bindings = new GroupResource("", "pods/binding");
        if (pod.Obj("metadata")?["deletionTimestamp"] is not null)
            throw ApiErrors.Conflict(bindings, name, $"pod {name} is being deleted, cannot be assigned to a host");
        if (spec.Str("nodeName") is { Length: > 0 } node)
            throw ApiErrors.Conflict(bindings, name, $"pod {name} is already assigned to node {ApiErrors.Quote(node)}");
        if (spec.Arr("schedulingGates") is { Count: > 0 })
            throw ApiErrors.Conflict(bindings, name, $"pod {name} has non-empty .spec.schedulingGates");
        spec["nodeName"] = binding.Obj("target").Str("name");
        foreach (var (key, value) in binding.Obj("metadata").Obj("annotations") ?? [])
            pod.Child("metadata").Child("annotations")[key] = JsonTree.CloneNode(value);
        Schedule(pod.Child("status"), now);
        return pod;
    }

    private static void Schedule(JsonObject status, string now)
    {
        var conditions = status.Arr("conditions") ?? [];
        if (conditions.Parent is null)
            status["conditions"] = conditions;
        foreach (var old in conditions.Where(c => c.Str("type") == "PodScheduled").ToArray())
            conditions.Remove(old);
        conditions.Add(new JsonObject { ["type"] = "PodScheduled", ["status"] = "True", ["lastProbeTime"] = null, ["lastTransitionTime"] = now });
    }
}
