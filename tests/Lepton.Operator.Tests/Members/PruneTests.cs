using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;
using Lepton.Operator.Members;

namespace Lepton.Operator.Tests.Members;

public sealed class PruneTests
{
    private readonly Prune _prune = new();

    [Fact]
    public void Of_an_object_of_ours_the_whole_stays_and_what_is_asked_for_is_at_hand()
    {
        var own = _prune.Own(Own("m", $$$"""{"name":"x","namespace":"ns","uid":"u","resourceVersion":"7","generation":3,"deletionTimestamp":"2026-01-01T00:00:00Z","labels":{"{{{Ownership.ModelLabel}}}":"m","app":"other"},"annotations":{"{{{Ownership.HashAnnotation}}}":"h","more":"y"}}"""));
        Assert.Equal(("x", "ns", "u", "7", 3L), (own.Metadata.Name, own.Metadata.Namespace, own.Metadata.Uid, own.Metadata.ResourceVersion, own.Metadata.Generation));
        Assert.NotNull(own.Metadata.DeletionTimestamp);
        Assert.Equal("h", Assert.Single(own.Metadata.Annotations!).Value);
        Assert.Equal("m", Assert.Single(own.Metadata.Labels!).Value);
        Assert.Equal("other", (string?)own.ReadJson()["metadata"]!["labels"]!["app"]);
        Assert.Equal("y", (string?)own.ReadJson()["metadata"]!["annotations"]!["more"]);
    }

    [Fact]
    public void Equal_labels_are_kept_once()
    {
        string Metadata(string model) => $$$"""{"name":"x","labels":{"{{{Ownership.ModelLabel}}}":"{{{model}}}"}}""";
        var (a, b, c) = (_prune.Own(Own("a", Metadata("m"))), _prune.Own(Own("b", Metadata("m"))), _prune.Own(Own("c", Metadata("n"))));
        Assert.Same(a.Metadata.Labels, b.Metadata.Labels);
        Assert.Equal("n", c.Metadata.Labels![Ownership.ModelLabel]);
    }

    private static UnstructuredObject Own(string kind, string metadata) =>
        KubernetesJson.Deserialize<UnstructuredObject>(System.Text.Encoding.UTF8.GetBytes($$"""{"apiVersion":"v1","kind":"{{kind}}","metadata":{{metadata}} }"""))!;
}
