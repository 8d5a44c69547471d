using Lepton.Operator.Members;

namespace Lepton.Operator.Tests.Members;

public sealed class CapacityCacheTests
{
    [Fact]
    public void It_is_put_together_only_when_asked_for_and_after_a_change()
    {
        var cache = new CapacityCache(() => ([], []));
        cache.Outdate();
        Assert.Equal(0, cache.Builds);
        var first = cache.Get();
        Assert.Same(first.Nodes, cache.Get().Nodes);
        Assert.Equal(1, cache.Builds);
        cache.Outdate();
        cache.Outdate();
        cache.Get();
        cache.Get();
        Assert.Equal(2, cache.Builds);
    }

    [Fact]
    public void A_change_while_it_is_put_together_is_not_lost()
    {
        var looks = 0;
        var cache = new CapacityCache(() => ([], [.. Enumerable.Repeat(Make.Foreign(1), ++looks)]));
        Assert.Single(cache.Get().Unbound);
        cache.Outdate();
        Assert.Equal(2, cache.Get().Unbound.Count);
    }

    [Fact]
    public void Shared_texts_are_one_copy_and_forgotten_when_there_are_too_many()
    {
        var texts = new SharedTexts(limit: 3);
        var first = texts.Of(new string('a', 3));
        Assert.Same(first, texts.Of(new string('a', 3)));
        foreach (var other in new[] { "b", "c", "d" })
            texts.Of(other);
        var again = texts.Of(new string('a', 3));
        Assert.Equal(first, again);
        Assert.NotSame(first, again);
        Assert.Null(texts.Of((string?)null));
        Assert.Null(texts.Of(new Dictionary<string, string>()));
    }

    [Fact]
    public void Keys_and_values_of_labels_are_shared()
    {
        var texts = new SharedTexts();
        var labels = texts.Of(new Dictionary<string, string> { [new string('k', 2)] = new string('v', 2) })!;
        Assert.Same(texts.Of("kk"), labels.Keys.Single());
        Assert.Same(texts.Of("vv"), labels["kk"]);
    }
}
