using System.Text.Json;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>Something that happened to an object, for people.</summary>
[KubernetesEntity(Group = "events.k8s.io", ApiVersion = "v1", Kind = "Event", PluralName = "events")]
public sealed class Eventsv1Event : KubernetesObject
{
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; set; }
    public Eventsv1EventSeries? Series { get; set; }
    public string? ReportingController { get; set; }
    public string? ReportingInstance { get; set; }
    public string? Action { get; set; }
    public string? Reason { get; set; }
    public V1ObjectReference? Regarding { get; set; }
    public V1ObjectReference? Related { get; set; }

    /// <summary>At most 1024 bytes.</summary>
    public string? Note { get; set; }

    /// <summary>Normal or Warning.</summary>
    public string? Type { get; set; }

    /// <summary>The fields of the core API that servers still fill in (deprecatedCount …).</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}

/// <summary>Repeats of the same event; count is at least 2.</summary>
public sealed class Eventsv1EventSeries : ExtensibleObject
{
    public int Count { get; set; }
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? LastObservedTime { get; set; }
}
