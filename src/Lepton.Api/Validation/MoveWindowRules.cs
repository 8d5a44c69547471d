using Lepton.Api.Policies;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Validation;

/// <summary>A window in which moves may begin: that it can be read, and that it ever opens.</summary>
internal static class MoveWindowRules
{
    /// <summary>Any year will do: a cron expression that does not occur in the years after it never occurs.</summary>
    private static readonly DateTimeOffset Reference = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Check(Checks checks, string field, List<MoveWindow>? windows)
    {
        for (var i = 0; i < (windows?.Count ?? 0); i++)
            Check(checks, $"{field}[{i}]", windows![i]);
    }

    private static void Check(Checks checks, string field, MoveWindow window)
    {
        try
        {
            if (MoveSchedule.Parse(window.Cron).GetNextOccurrence(Reference, TimeZoneInfo.Utc) is null)
                checks.Add($"{field}.cron", window.Cron, "a time that comes: this day is in no month");
        }
        catch (FormatException e)
        {
            checks.Add($"{field}.cron", window.Cron, $"five fields: minute, hour, day of month, month, day of week, such as 0 22 * * 1-5 ({e.Message})");
        }

        checks.Duration($"{field}.duration", window.Duration, TimeSpan.FromMinutes(1), TimeSpan.FromDays(31));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(window.TimeZone, out _))
            checks.Add($"{field}.timeZone", window.TimeZone, Zones(window.TimeZone));
    }

    private static string Zones(string name)
    {
        var nearest = NearestName.Of(name, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id));
        return $"a time zone of the IANA database{(nearest is null ? ", such as Europe/Berlin" : $", nearest {nearest}")}";
    }
}
