using System.Text.Json;
using System.Text.Json.Serialization;
using Lepton.Api;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.State;

namespace Lepton.Operator.Hosting;

/// <summary>
/// Generated reading of what is watched in members. Reflection would make a method at run time for each property of each type, which is compiled anew at every start and
/// stays in memory.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(MemberNode))]
[JsonSerializable(typeof(KubernetesList<MemberNode>))]
[JsonSerializable(typeof(MemberPod))]
[JsonSerializable(typeof(KubernetesList<MemberPod>))]
internal sealed partial class OperatorJsonContext : JsonSerializerContext
{
    /// <summary>Before any of the types is first read or written.</summary>
    public static void Register()
    {
        KubernetesJson.AddContext(LeptonJsonContext.Default);
        KubernetesJson.AddContext(Default);
    }
}
