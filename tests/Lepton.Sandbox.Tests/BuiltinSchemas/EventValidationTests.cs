namespace Lepton.Sandbox.Tests.BuiltinSchemas;

public sealed class EventValidationTests
{
    private const string New = "{'metadata':{'name':'w','namespace':'n'},'eventTime':'2026-01-01T00:00:00.123456Z','reportingController':'example.lepton.ai/leptond','reportingInstance':'leptond-0','action':'Placing','reason':'Placed','regarding':{'namespace':'n'},'note':'moved','type':'Normal'}";

    [Theory]
    [InlineData("'n'", true)]
    [InlineData("'other'", false)]
    [InlineData("''", false)]
    public void The_old_kind_lives_where_its_object_lives(string about, bool right)
    {
        var errors = Sample.Errors("v1", "Event", $"{{'metadata':{{'namespace':'n'}},'involvedObject':{{'namespace':{about}}}}}");
        Assert.Equal(right ? [] : [$"involvedObject.namespace: Invalid value: {about.Replace('\'', '"')}: does not match event.namespace"], errors);
    }

    [Theory]
    [InlineData("'type':'Normal'", "'type':'Odd'", "type: Invalid value: \"\": has invalid value: Odd")]
    [InlineData("'eventTime':'2026-01-01T00:00:00.123456Z',", "", "eventTime: Required value")]
    [InlineData("'action':'Placing',", "", "action: Required value")]
    [InlineData("'reportingInstance':'leptond-0',", "", "reportingInstance: Required value")]
    [InlineData("'note'", "'series':{'count':1,'lastObservedTime':'2026-01-01T00:00:00.123456Z'},'note'", "series.count: Invalid value: \"\": should be at least 2")]
    public void The_new_kind_is_strict(string from, string to, string error) =>
        Assert.Equal([error], Sample.Errors("events.k8s.io/v1", "Event", New.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public void Of_the_new_kind_only_the_series_changes()
    {
        Assert.Equal(["message: Invalid value: \"other\": field is immutable"], Sample.Errors("events.k8s.io/v1", "Event", New.Replace("'moved'", "'other'", StringComparison.Ordinal), New));
        var repeated = New.Replace("'note'", "'series':{'count':2,'lastObservedTime':'2026-01-01T00:01:00.000001Z'},'note'", StringComparison.Ordinal);
        Assert.Empty(Sample.Errors("events.k8s.io/v1", "Event", repeated, New));
    }

    [Fact]
    public void A_long_note_or_reason_is_refused()
    {
        Assert.Equal(["message: Invalid value: \"\": can have at most 1024 characters"], Sample.Errors("events.k8s.io/v1", "Event", New.Replace("moved", new string('x', 1025), StringComparison.Ordinal)));
        Assert.Equal(["reason: Invalid value: \"\": can have at most 128 characters"], Sample.Errors("events.k8s.io/v1", "Event", New.Replace("'Placed'", $"'{new string('x', 129)}'", StringComparison.Ordinal)));
    }
}
