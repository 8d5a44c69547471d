using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.ControllerRuntime.Tests.Writes;

public sealed class ConditionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private readonly List<V1Condition> _conditions = [];

    [Fact]
    public void A_new_condition_is_added_with_whole_seconds()
    {
        Assert.True(Conditions.Set(_conditions, "Ready", true, "AllThere", "all replicas are ready", 3, Now));

        var condition = Assert.Single(_conditions);
        Assert.Equal(("Ready", "True", "AllThere", "all replicas are ready", 3L), (condition.Type, condition.Status, condition.Reason, condition.Message, condition.ObservedGeneration));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), condition.LastTransitionTime);
    }

    [Fact]
    public void The_transition_time_stays_while_the_status_stays()
    {
        Conditions.Set(_conditions, "Ready", false, "Waiting", "0 of 2", 1, Now);
        Assert.True(Conditions.Set(_conditions, "Ready", false, "Waiting", "1 of 2", 2, Now.AddHours(1)));
        Assert.Equal(5, _conditions[0].LastTransitionTime!.Value.Second);
        Assert.Equal((3, 2L, "1 of 2"), (_conditions[0].LastTransitionTime!.Value.Hour, _conditions[0].ObservedGeneration, _conditions[0].Message));

        Assert.True(Conditions.Set(_conditions, "Ready", true, "AllThere", "2 of 2", 2, Now.AddHours(2)));
        Assert.Equal(5, _conditions[0].LastTransitionTime!.Value.Hour);
    }

    [Fact]
    public void Setting_the_same_changes_nothing_even_after_a_round_trip()
    {
        Conditions.Set(_conditions, "Ready", true, "AllThere", "2 of 2", 1, Now);
        var read = KubernetesJson.Deserialize<List<V1Condition>>(KubernetesJson.ToUtf8Bytes(_conditions))!;
        var before = read[0];

        Assert.False(Conditions.Set(read, "Ready", true, "AllThere", "2 of 2", 1, Now.AddDays(1)));
        Assert.Same(before, read[0]);
    }

    [Fact]
    public void The_old_condition_object_is_not_changed()
    {
        Conditions.Set(_conditions, "Ready", null, "Unsure", "", 1, Now);
        var cached = _conditions[0];
        Conditions.Set(_conditions, "Ready", true, "Sure", "", 1, Now);

        Assert.Equal("Unknown", cached.Status);
        Assert.NotSame(cached, _conditions[0]);
    }

    [Fact]
    public void Conditions_are_found_and_removed_by_type()
    {
        Conditions.Set(_conditions, "Ready", true, "Yes", "", 1, Now);
        Conditions.Set(_conditions, "Degraded", false, "No", "", 1, Now);

        Assert.True(Conditions.IsTrue(_conditions, "Ready"));
        Assert.False(Conditions.IsTrue(_conditions, "Degraded"));
        Assert.True(Conditions.IsFalse(_conditions, "Degraded"));
        Assert.False(Conditions.IsTrue(null, "Ready"));
        Assert.True(Conditions.Remove(_conditions, "Ready"));
        Assert.False(Conditions.Remove(_conditions, "Ready"));
        Assert.Null(Conditions.Find(_conditions, "Ready"));
    }

    [Fact]
    public void A_message_too_long_for_the_schema_is_cut()
    {
        Conditions.Set(_conditions, "Ready", true, "Yes", new string('x', 40000), 1, Now);

        Assert.Equal(32768, _conditions[0].Message.Length);
    }
}
