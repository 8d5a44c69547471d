using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>Base of the built-in parts. Fields the type does not know are kept and written back, so that reading and
/// writing an object of a newer server, or a kind of volume without a property here, loses nothing.</summary>
public abstract class ExtensibleObject
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? ExtensionData { get; set; }
}
