using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Tables;

/// <summary>Which columns a kind has.</summary>
internal static class TableLayouts
{
    private const string NameDescription =
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

    private const string CreatedDescription =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    public static TableColumn NameColumn { get; } = new("Name", "string", "name", NameDescription, 0, (value, _) => value.Obj("metadata").Str("name"));

    private static readonly TableLayout Plain = new(
    [
        NameColumn,
        new TableColumn("Created At", "date", "", CreatedDescription, 0, (value, _) => value.Obj("metadata").Str("creationTimestamp")),
    ]);

    public static TableLayout For(ResourceType type) => Plain;
}
