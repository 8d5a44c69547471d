using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>What each replica runs. The types are the pod's own, so that nothing has to be translated.</summary>
public sealed partial class LeptonModelSpec
{
    [Length(1, 1024)]
    [Description("Container image, such as vllm/vllm-openai:v0.9.1.")]
    public string Image { get; set; } = "";

    [Count(256), Length(32_768)]
    [Description("Replaces the image's entry point.")]
    public List<string>? Command { get; set; }

    [Count(256), Length(32_768)]
    [Description("Arguments.")]
    public List<string>? Args { get; set; }

    [ListMap("name"), Count(256)]
    [Description("Environment variables.")]
    public List<V1EnvVar>? Env { get; set; }

    [ListMap("containerPort", "protocol"), Count(32)]
    [Description("Ports the container listens on.")]
    public List<V1ContainerPort>? Ports { get; set; }

    [Description("CPU, memory and other resources of each replica. GPUs are added by accelerators.")]
    public V1ResourceRequirements? Resources { get; set; }

    [ListMap("name"), Count(64), PreserveUnknownFields]
    [Description("Volumes of the pod, as in a pod specification. ConfigMaps and Secrets they name go along when listed in propagate.")]
    public List<V1Volume>? Volumes { get; set; }

    [ListMap("mountPath"), Count(64)]
    [Description("Where the volumes are mounted.")]
    public List<V1VolumeMount>? VolumeMounts { get; set; }

    [Description("How the kubelet tells that a replica has started, lives and is ready.")]
    public ModelProbes? Probes { get; set; }

    [PreserveUnknownFields]
    [Description("A pod template (metadata and spec) that is strategically merged over what the other fields produce; the container is called model.")]
    public JsonObject? PodTemplate { get; set; }
}

/// <summary>The container's probes.</summary>
public sealed class ModelProbes
{
    [Description("Whether the replica can serve. It gets no requests until then.")]
    public V1Probe? Readiness { get; set; }

    [Description("Whether the replica lives. It is restarted when not.")]
    public V1Probe? Liveness { get; set; }

    [Description("Whether the replica has started (weights are loaded). The other probes wait for it.")]
    public V1Probe? Startup { get; set; }
}
