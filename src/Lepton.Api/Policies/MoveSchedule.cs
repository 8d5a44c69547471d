using Cronos;

namespace Lepton.Api.Policies;

/// <summary>Reads windows in which moves may begin. Windows with mistakes count as closed: validation reports them.</summary>
public static class MoveSchedule
{
    private const int MostOpenings = 5000;
    private static readonly TimeSpan LookAhead = TimeSpan.FromDays(366);

    /// <summary>Whether one of the windows is open; true without any. A window is open from each of its starts (inclusive) for its duration (exclusive).</summary>
    public static bool IsOpen(IReadOnlyList<MoveWindow>? windows, DateTimeOffset now) => windows is not { Count: > 0 } || windows.Any(w => IsOpen(w, now));

    /// <summary>When the next window opens; null when none ever does, or without any.</summary>
    public static DateTimeOffset? NextOpening(IReadOnlyList<MoveWindow>? windows, DateTimeOffset now) =>
        (windows ?? []).Select(w => TryRead(w, out var cron, out var zone) ? cron.GetNextOccurrence(now, zone) : null).Min();

    /// <summary>When a window of each of two lists is open at the same time, from <paramref name="now"/> on; null when they are not as far as was looked. A list without windows is always open.</summary>
    /// <param name="looked">How far ahead that is: a year, less where windows open so often that it would take too long.</param>
    public static DateTimeOffset? NextMeeting(IReadOnlyList<MoveWindow>? one, IReadOnlyList<MoveWindow>? other, DateTimeOffset now, out DateTimeOffset looked)
    {
        looked = now;
        for (var i = 0; i < MostOpenings && looked <= now + LookAhead; i++)
        {
            var at = looked;
            var closed = new[] { one, other }.Where(w => !IsOpen(w, at)).ToList();
            if (closed.Count == 0)
                return at;
            // Not before each of those that are closed has opened.
            var openings = closed.ConvertAll(w => NextOpening(w, at));
            if (openings.Contains(null))
                return null;
            looked = openings.Max()!.Value;
        }

        return null;
    }

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
