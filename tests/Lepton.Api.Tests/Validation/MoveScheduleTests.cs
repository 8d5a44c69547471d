using Lepton.Api.Policies;

namespace Lepton.Api.Tests.Validation;

public class MoveScheduleTests
{
    private static readonly MoveWindow Nightly = new() { Cron = "0 22 * * 1-5", Duration = "6h", TimeZone = "Europe/Berlin" };

    [Theory]
    // Berlin is UTC+1 in winter: the window of Friday runs into Saturday, and there is none on Saturday night.
    [InlineData("2026-01-09T20:59:59Z", false)]
    [InlineData("2026-01-09T21:00:00Z", true)]
    [InlineData("2026-01-10T02:59:59Z", true)]
    [InlineData("2026-01-10T03:00:00Z", false)]
    [InlineData("2026-01-10T22:00:00Z", false)]
    // And UTC+2 in summer.
    [InlineData("2026-07-10T20:00:00Z", true)]
    [InlineData("2026-07-10T19:59:00Z", false)]
    public void A_window_is_open_from_its_start_for_its_duration_in_its_zone(string now, bool open) =>
        Assert.Equal(open, MoveSchedule.IsOpen([Nightly], DateTimeOffset.Parse(now)));

    [Fact]
    public void Without_windows_it_is_always_time()
    {
        Assert.True(MoveSchedule.IsOpen(null, DateTimeOffset.UnixEpoch));
        Assert.True(MoveSchedule.IsOpen([], DateTimeOffset.UnixEpoch));
        Assert.Null(MoveSchedule.NextOpening([], DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void One_open_window_of_several_is_enough_and_the_next_to_open_is_told()
    {
        var always = new MoveWindow { Cron = "* * * * *", Duration = "1m" };
        var noon = DateTimeOffset.Parse("2026-01-09T12:00:00Z");
        Assert.True(MoveSchedule.IsOpen([Nightly, always], noon));
        Assert.Equal(DateTimeOffset.Parse("2026-01-09T21:00:00Z"), MoveSchedule.NextOpening([Nightly], noon));
        Assert.Equal(noon.AddMinutes(1), MoveSchedule.NextOpening([Nightly, always], noon));
    }

    [Theory]
    // The second opens an hour before the first closes.
    [InlineData("0 22 * * *", "2h", "0 23 * * *", "1h", "2026-01-09T23:00:00Z")]
    // Only on Sundays.
    [InlineData("0 22 * * *", "2h", "30 21 * * 0", "45m", "2026-01-11T22:00:00Z")]
    // The one closes as the other opens.
    [InlineData("0 22 * * *", "2h", "0 0 * * *", "22h", null)]
    [InlineData("0 0 1 1 *", "24h", "0 0 1 7 *", "24h", null)]
    public void Two_lists_meet_where_both_are_open(string one, string first, string other, string second, string? at)
    {
        var noon = DateTimeOffset.Parse("2026-01-09T12:00:00Z");
        List<MoveWindow> a = [new() { Cron = one, Duration = first }], b = [new() { Cron = other, Duration = second }];
        DateTimeOffset? expected = at is null ? null : DateTimeOffset.Parse(at);
        Assert.Equal(expected, MoveSchedule.NextMeeting(a, b, noon, out _));
        Assert.Equal(expected, MoveSchedule.NextMeeting(b, a, noon, out var looked));
        Assert.True(at is not null || looked > noon.AddDays(365));
    }

    [Fact]
    public void A_list_without_windows_meets_every_other_and_one_that_is_wrong_none()
    {
        var noon = DateTimeOffset.Parse("2026-01-09T12:00:00Z");
        Assert.Equal(noon, MoveSchedule.NextMeeting(null, [], noon, out _));
        Assert.Equal(DateTimeOffset.Parse("2026-01-09T21:00:00Z"), MoveSchedule.NextMeeting(null, [Nightly], noon, out _));
        Assert.Null(MoveSchedule.NextMeeting([new() { Cron = "often" }], [Nightly], noon, out _));
    }

    [Fact]
    public void A_window_with_a_mistake_is_closed()
    {
        Assert.False(MoveSchedule.IsOpen([new MoveWindow { Cron = "often" }, new MoveWindow { Cron = "H * * * *" }], DateTimeOffset.UnixEpoch));
        Assert.False(MoveSchedule.IsOpen([new MoveWindow { Cron = "* * * * *", Duration = "1d" }], DateTimeOffset.UnixEpoch));
        Assert.Null(MoveSchedule.NextOpening([new MoveWindow { Cron = "* * * * *", TimeZone = "Moon" }], DateTimeOffset.UnixEpoch));
    }
}
