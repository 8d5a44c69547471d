using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Namespaces;

/// <summary>Empties a namespace that is deleted and then lets it go; says in its conditions what still holds it.</summary>
internal sealed class NamespaceController(ClusterContext context) : IController
{
    private readonly HashSet<string> _ending = new(StringComparer.Ordinal);

    public IReadOnlyList<GroupVersionResource>? Watches => null;

    public void Observe(Change change)
    {
        var view = change.Object;
        if (change.Resource == Kinds.Namespaces)
        {
            if (change.Deleted)
                _ending.Remove(view.Name);
            else if (view.Deleting && _ending.Add(view.Name))
                context.Loop.EnqueueAfter(this, new ObjectName("", view.Name), context.Options.Scaled(context.Options.NamespaceDeletion));
        }
        else if (_ending.Contains(view.Namespace))
        {
            context.Loop.Enqueue(this, new ObjectName("", view.Namespace));
        }
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.Namespaces.Get(key) is not { Deleting: true } view)
            return;
        var left = new NamespaceContent();
        foreach (var resource in context.Api.Resources().Where(static resource => resource.Namespaced))
            DeleteAll(resource, key.Name, left);
        context.UpdateStatus(Kinds.Namespaces, key, json => left.Report(json, context.Now));
        if (left.Empty && view.Spec.Texts("finalizers").Contains("kubernetes", StringComparer.Ordinal))
            context.Api.Update(Kinds.Namespaces, null, key.Name, static json => Finalize(json), "finalize");
    }

    private static bool Finalize(JsonObject json)
    {
        var spec = json.Ensure("spec");
        if (spec["finalizers"] is not JsonArray finalizers)
            return false;
        var kept = finalizers.Where(static item => item?.GetValue<string>() != "kubernetes").Select(static item => item?.DeepClone()).ToArray();
        spec["finalizers"] = new JsonArray(kept);
        return true;
    }

    private void DeleteAll(ServedResource resource, string @namespace, NamespaceContent left)
    {
        foreach (var json in context.Api.List(resource.Resource, @namespace))
        {
            var view = new ObjectView(json);
            if (!view.Deleting)
                context.Api.Delete(resource.Resource, @namespace, view.Name, "Background");
            if (context.Api.Get(resource.Resource, @namespace, view.Name) is { } still)
                left.Add(resource.Resource, still);
        }
    }
}
