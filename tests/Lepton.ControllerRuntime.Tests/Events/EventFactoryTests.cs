using System.Text;
using Lepton.ControllerRuntime.Events;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.Events;

/// <summary>What is made must be taken by any server.</summary>
public sealed class EventFactoryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventFactory _factory;

    public EventFactoryTests() => _factory = new(new() { ReportingController = "lepton.ai/test", ReportingInstance = new string('i', 300) }, _time);

    [Fact]
    public void Names_differ_though_the_clock_stands_still_and_many_ask_at_once()
    {
        var names = new string[400];
        Parallel.For(0, names.Length, i => names[i] = Make("pod").Metadata.Name!);
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("llama-3.chat", "llama-3.chat.")]
    [InlineData("system:node", "event.")]
    [InlineData("Upper", "event.")]
    [InlineData("a.-b", "event.")]
    [InlineData("", "event.")]
    public void An_event_has_its_objects_name_where_that_is_a_name_for_events(string name, string start)
    {
        var made = Make(name);
        Assert.StartsWith(start, made.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal(name, made.Regarding!.Name);
    }

    [Fact]
    public void A_long_name_is_cut_so_that_it_stays_a_name()
    {
        for (var dash = 220; dash < 252; dash++)
        {
            var name = new string('a', dash) + "-" + new string('b', 252 - dash);
            var made = Make(name).Metadata.Name!;
            Assert.InRange(made.Length, 220, 253);
            Assert.Matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", made);
        }
    }

    [Fact]
    public void The_kind_is_told_of_objects_that_came_in_lists_without_it()
    {
        var regarding = _factory.Make(new V1Pod { Metadata = { Name = "p", Namespace = "ns", ResourceVersion = "7" } }, EventType.Normal, "R", "A", "n", null).Regarding!;
        Assert.Equal(("v1", "Pod", "7"), (regarding.ApiVersion, regarding.Kind, regarding.ResourceVersion));
    }

    [Fact]
    public void The_reporting_instance_is_cut_too() => Assert.Equal(128, Make("p").ReportingInstance!.Length);

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("a€", 3, "a")]
    [InlineData("a€", 4, "a€")]
    [InlineData("😀😀", 7, "😀")]
    public void Texts_are_cut_between_characters(string text, int bytes, string expected)
    {
        var cut = EventFactory.Cut(text, bytes);
        Assert.Equal(expected, cut);
        Assert.True(Encoding.UTF8.GetByteCount(cut) <= bytes);
    }

    private Eventsv1Event Make(string name) => _factory.Make(new V1Pod { Metadata = { Name = name, Namespace = "ns" } }, EventType.Warning, "Reason", "Action", "note", null);
}
