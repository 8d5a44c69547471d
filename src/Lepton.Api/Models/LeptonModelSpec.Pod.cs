using System.Text.Json.Nodes;
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

    [PreserveUnknownFields]
    [Description("A pod template (metadata and spec) that is strategically merged over what the other fields produce; the container is called model.")]
    public JsonObject? PodTemplate { get; set; }
}
