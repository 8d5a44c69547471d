using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>Namespace and name; the namespace is empty for cluster-scoped objects.</summary>
internal readonly record struct ObjectName(string Namespace, string Name)
{
    public static ObjectName Of(JsonObject json)
    {
        var metadata = json.Object("metadata");
        return new ObjectName(metadata.Text("namespace") ?? "", metadata.Text("name") ?? "");
    }

    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}

/// <summary>One stored object, read. Views never change; a change of the object is a new view.</summary>
internal class ObjectView
{
    private IReadOnlyDictionary<string, string>? _labels;

    public ObjectView(JsonObject json)
    {
        Json = json;
        Metadata = json.Object("metadata") ?? [];
        Key = ObjectName.Of(json);
        Uid = Metadata.Text("uid") ?? "";
        Deleting = Metadata.Text("deletionTimestamp") is not null;
        foreach (var owner in Metadata.Objects("ownerReferences"))
        {
            if (owner.Flag("controller"))
                ControllerUid = owner.Text("uid");
        }
    }

    public JsonObject Json { get; }

    public JsonObject Metadata { get; }

    public ObjectName Key { get; }

    public string Namespace => Key.Namespace;

    public string Name => Key.Name;

    public string Uid { get; }

    public bool Deleting { get; }

    /// <summary>The owner that controls it.</summary>
    public string? ControllerUid { get; }

    public JsonObject? Spec => Json.Object("spec");

    public JsonObject? Status => Json.Object("status");

    public long Generation => Metadata.Number("generation") ?? 0;

    public IReadOnlyDictionary<string, string> Labels => _labels ??= Metadata.Map("labels");

    public string? Annotation(string key) => Metadata.Object("annotations").Text(key);

    public bool HasFinalizer(string name) => Metadata.Texts("finalizers").Contains(name, StringComparer.Ordinal);

    public DateTimeOffset? Created => Metadata.Time("creationTimestamp");

    /// <summary>The condition of that type in the status.</summary>
    public JsonObject? Condition(string type) => Conditions.Find(Status, type);
}
