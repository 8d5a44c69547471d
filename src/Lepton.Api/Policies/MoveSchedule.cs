using Cronos;

namespace Lepton.Api.Policies;

/// <summary>Reads windows in which moves may begin. Windows with mistakes count as closed: validation reports them.</summary>
public static class MoveSchedule
{
    /// <summary>Whether one of the windows is open; true without any. A window is open from each of its starts (inclusive) for its duration (exclusive).</summary>
    public static bool IsOpen(IReadOnlyList<MoveWindow>? windows, DateTimeOffset now) => windows is not { Count: > 0 } || windows.Any(w => IsOpen(w, now));

    /// <summary>When the next window opens; null when none ever does, or without any.</summary>
    public static DateTimeOffset? NextOpening(IReadOnlyList<MoveWindow>? windows, DateTimeOffset now) =>
        (windows ?? []).Select(w => TryRead(w, out var cron, out var zone) ? cron.GetNextOccurrence(now, zone) : null).Min();

    /// <exception cref="FormatException">The text is no cron expression of five fields. (H, a minute or hour drawn by chance, is not taken: a window opens when it says.)</exception>
    public static CronExpression Parse(string cron)
    {
        try
        {
            return CronExpression.Parse(cron, CronFormat.Standard);
        }
        catch (MissingSeedException e)
        {
            throw new FormatException("H stands for no time: write the number", e);
        }
    }

    private static bool IsOpen(MoveWindow window, DateTimeOffset now) =>
        TryRead(window, out var cron, out var zone) && window.Duration.IsValid && cron.GetNextOccurrence(now - window.Duration.ToTimeSpan(), zone) <= now;

    private static bool TryRead(MoveWindow window, out CronExpression cron, out TimeZoneInfo zone)
    {
        (cron, zone) = (CronExpression.Yearly, TimeZoneInfo.Utc);
        try
        {
            cron = Parse(window.Cron);
        }
        catch (FormatException)
        {
            return false;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(window.TimeZone, out zone!);
    }
}
