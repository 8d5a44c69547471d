using System.Text.Json;
using System.Text.Json.Serialization;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;

namespace Lepton.Api;

/// <summary>Generated (de)serialization code for the kinds of this group. Register it with <c>KubernetesJson.AddContext(LeptonJsonContext.Default)</c> before the types are first used; without that they are read and written by reflection, to the same effect.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CloudProvider))]
[JsonSerializable(typeof(KubernetesList<CloudProvider>))]
[JsonSerializable(typeof(PlacementPolicy))]
[JsonSerializable(typeof(KubernetesList<PlacementPolicy>))]
[JsonSerializable(typeof(LeptonModel))]
[JsonSerializable(typeof(KubernetesList<LeptonModel>))]
public sealed partial class LeptonJsonContext : JsonSerializerContext;
