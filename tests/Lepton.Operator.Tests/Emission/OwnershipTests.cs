using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

public sealed class OwnershipTests
{
    [Fact]
    public void Ours_is_what_carries_both_our_name_and_our_hubs()
    {
        Assert.True(Ownership.IsOurs(With(Ownership.Labels("hub-a", "ns", "m")), "hub-a"));
        Assert.False(Ownership.IsOurs(With(Ownership.Labels("hub-b", "ns", "m")), "hub-a"));
        Assert.False(Ownership.IsOurs(new V1ObjectMeta(), "hub-a"));
        var impostor = With(Ownership.Labels("hub-a", "ns", "m"));
        impostor.Labels![Ownership.ManagedByLabel] = "Helm";
        Assert.False(Ownership.IsOurs(impostor, "hub-a"));
    }

    [Fact]
    public void The_selector_selects_exactly_that() => Assert.Equal(
        "app.kubernetes.io/managed-by=lepton-operator,lepton.ai/hub=hub-a", Ownership.Selector("hub-a"));

    [Fact]
    public void The_model_is_read_back_from_the_labels()
    {
        Assert.Equal(("ns", "m"), Ownership.ModelOf(With(Ownership.Labels("hub", "ns", "m"))));
        Assert.Null(Ownership.ModelOf(With(Ownership.SharedLabels("hub", "ns"))));
        Assert.Null(Ownership.ModelOf(new V1ObjectMeta()));
    }

    [Fact]
    public void An_object_in_a_message_shows_its_name_and_never_its_content()
    {
        var secret = new EmissionCase("vllm-70b").Emit().Single(o => o.Resource.Kind == "Secret");
        Assert.Equal("Secret serving/hf-token", $"{secret}");
        Assert.Equal("Secret serving/hf-token", $"{secret.Key}");
    }

    private static V1ObjectMeta With(System.Text.Json.Nodes.JsonObject labels) =>
        new() { Labels = labels.ToDictionary(l => l.Key, l => (string)l.Value!, StringComparer.Ordinal) };
}
