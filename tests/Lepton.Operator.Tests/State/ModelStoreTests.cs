using Lepton.Api.Models;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.State;

public sealed class ModelStoreTests
{
    private readonly ModelStore _store = new();
    private readonly ModelKey _key = new("ns", "m");

    [Fact]
    public void What_was_written_is_seen_before_the_watch_shows_it()
    {
        _store.Observe(Version("9"));
        _store.Written(Version("10"));
        Assert.Equal("10", Seen());
        _store.Observe(Version("9"));
        Assert.Equal("10", Seen());
        _store.Observe(Version("11"));
        Assert.Equal("11", Seen());
    }

    [Fact]
    public void Of_two_writes_the_newer_stands_whichever_answer_came_last()
    {
        _store.Observe(Version("9"));
        _store.Written(Version("11"));
        _store.Written(Version("10"));
        Assert.Equal("11", Seen());
    }

    [Fact]
    public void A_model_of_the_same_name_made_anew_is_another()
    {
        _store.Observe(Version("5"));
        _store.Written(Version("100"));
        _store.Observe(Version("7", uid: "second"));
        Assert.Equal("7", Seen());
    }

    [Fact]
    public void What_the_watch_does_not_know_does_not_exist()
    {
        _store.Written(Version("3"));
        Assert.Null(_store.Get(_key));
        _store.Observe(Version("3"));
        _store.Remove(_key);
        Assert.Null(_store.Get(_key));
        Assert.Empty(_store.All);
    }

    [Fact]
    public void Versions_that_are_no_numbers_are_not_compared()
    {
        _store.Observe(Version("abc"));
        _store.Written(Version("abd"));
        Assert.Equal("abc", Seen());
    }

    [Fact]
    public void Every_change_is_told()
    {
        var told = new List<ModelKey>();
        _store.Changed += told.Add;
        _store.Observe(Version("1"));
        _store.Written(Version("2"));
        _store.Remove(_key);
        Assert.Equal([_key, _key, _key], told);
    }

    [Fact]
    public void What_was_written_is_told_once_whether_the_watch_shows_it_before_or_after_the_answer()
    {
        var told = 0;
        _store.Observe(Version("1"));
        _store.Changed += _ => told++;
        _store.Written(Version("2"));
        _store.Observe(Version("2"));
        Assert.Equal((1, "2"), (told, Seen()));
        _store.Observe(Version("3"));
        _store.Written(Version("3"));
        Assert.Equal((2, "3"), (told, Seen()));
        // Shown again, as after a list: whoever repairs by it is told.
        _store.Observe(Version("3"));
        Assert.Equal(3, told);
    }

    [Fact]
    public void Of_versions_that_are_no_numbers_the_watch_tells_what_was_written()
    {
        var told = new List<string?>();
        _store.Observe(Version("abc"));
        _store.Changed += _ => told.Add(Seen());
        _store.Written(Version("abd"));
        _store.Observe(Version("abd"));
        Assert.Equal(["abc", "abd"], told);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    public void What_is_wished_for_is_read_anew_only_with_a_new_generation(long generation, int replicas)
    {
        var (before, after) = (Make.Model("m", 1, 2), Make.Model("m", 1, replicas));
        (before.Metadata.Generation, after.Metadata.Generation) = (1, generation);
        (before.Metadata.ResourceVersion, after.Metadata.ResourceVersion) = ("1", "2");
        _store.Observe(before);
        var wish = ModelWish.Of(before);
        _store.Observe(after);
        Assert.Equal(generation == 1, ReferenceEquals(wish, ModelWish.Of(after)));
        Assert.Equal(generation == 1, wish == ModelWish.Of(after));
    }

    [Fact]
    public void Keys_are_read_as_they_are_written()
    {
        Assert.Equal(_key, ModelKey.Parse(_key.ToString()));
        Assert.Contains("namespace/name", Assert.Throws<FormatException>(() => ModelKey.Parse("m")).Message, StringComparison.Ordinal);
    }

    private string? Seen() => _store.Get(_key)?.Metadata.ResourceVersion;

    private static LeptonModel Version(string version, string uid = "first") => new() { Metadata = { Name = "m", Namespace = "ns", Uid = uid, ResourceVersion = version } };
}
