using Cronos;

namespace Lepton.Api.Policies;

/// <summary>Reads the windows of a policy.</summary>
public static class MoveSchedule
{
    /// <summary>Whether one of the windows is open; true without any.</summary>
    /// <param name="nextChange">When that changes; null when it never does.</param>
    /// <exception cref="FormatException">A window is not valid (<see cref="Validation.PolicyValidator"/> reports it).</exception>
    public static bool IsOpen(IReadOnlyList<MoveWindow>? windows, DateTimeOffset now, out DateTimeOffset? nextChange)
    {
        nextChange = null;
        if (windows is not { Count: > 0 })
            return true;
        var open = false;
        foreach (var window in windows)
        {
            var (cron, zone, duration) = (Parse(window.Cron), Zone(window.TimeZone), window.Duration.ToTimeSpan());
            foreach (var start in cron.GetOccurrences(now - duration, now, zone, fromInclusive: false, toInclusive: true))
                (open, nextChange) = (true, Earlier(nextChange, start + duration));
            if (cron.GetNextOccurrence(now, zone) is { } next)
                nextChange = Earlier(nextChange, next);
        }

        return open;
    }

    /// <exception cref="FormatException">The text is no cron expression of five fields.</exception>
    public static CronExpression Parse(string cron) => CronExpression.Parse(cron, CronFormat.Standard);

    /// <exception cref="FormatException">There is no such zone.</exception>
    public static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? zone
        : throw new FormatException($"\"{name}\" is no time zone of the IANA database, such as Europe/Berlin");

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one is null || other < one ? other : one.Value;
}
