using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.Reconciling;

public sealed class NamespacedNameTests
{
    [Theory]
    [InlineData("ml/chat", "ml", "chat")]
    [InlineData("aws", "", "aws")]
    public void Text_and_name_are_the_same(string text, string ns, string name)
    {
        Assert.Equal(new NamespacedName(ns, name), NamespacedName.Parse(text));
        Assert.Equal(text, new NamespacedName(ns, name).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a/b/c")]
    public void Text_that_names_nothing_is_refused(string text)
    {
        var error = Assert.Throws<FormatException>(() => NamespacedName.Parse(text));
        Assert.Contains($"\"{text}\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_object_takes_its_metadata()
    {
        Assert.Equal(new("ml", "chat"), NamespacedName.Of(new V1Pod { Metadata = { Namespace = "ml", Name = "chat" } }));
        Assert.Equal(new("", "n1"), NamespacedName.Of(new V1Node { Metadata = { Name = "n1" } }));
    }

    [Fact]
    public void Order_is_ordinal_by_namespace_then_name()
    {
        NamespacedName[] names = [new("b", "a"), new("a", "b"), new("", "z"), new("a", "B")];
        Assert.Equal(["z", "a/B", "a/b", "b/a"], names.Order().Select(n => n.ToString()));
    }
}
