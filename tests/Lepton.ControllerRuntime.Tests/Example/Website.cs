using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.ControllerRuntime.Tests.Example;

[KubernetesEntity(Group = "example.com", ApiVersion = "v1", Kind = "Website", PluralName = "websites")]
[ResourceNames(ShortNames = ["web"])]
[PrinterColumn("Ready", "integer", ".status.readyReplicas")]
public sealed class Website : KubernetesObject, ISpec<WebsiteSpec>, IStatus<WebsiteStatus>
{
    public WebsiteSpec Spec { get; set; } = new();

    public WebsiteStatus? Status { get; set; }
}

public sealed class WebsiteSpec
{
    [Description("The image of a web server with the pages in it.")]
    public string Image { get; set; } = "";

    [Minimum(0), Maximum(100)]
    public int Replicas { get; set; } = 1;
}

public sealed class WebsiteStatus
{
    public int ReadyReplicas { get; set; }

    [ListMap("type")]
    public List<V1Condition>? Conditions { get; set; }
}
