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

    [Fact]
    public void A_window_with_a_mistake_is_closed()
    {
        Assert.False(MoveSchedule.IsOpen([new MoveWindow { Cron = "often" }, new MoveWindow { Cron = "H * * * *" }], DateTimeOffset.UnixEpoch));
        Assert.False(MoveSchedule.IsOpen([new MoveWindow { Cron = "* * * * *", Duration = "1d" }], DateTimeOffset.UnixEpoch));
        Assert.Null(MoveSchedule.NextOpening([new MoveWindow { Cron = "* * * * *", TimeZone = "Moon" }], DateTimeOffset.UnixEpoch));
    }
}
