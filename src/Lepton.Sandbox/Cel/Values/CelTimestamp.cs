using System.Globalization;
using System.Text.RegularExpressions;

namespace Lepton.Sandbox.Cel.Values;

/// <summary>A point in time between the years 1 and 9999, to the nanosecond.</summary>
/// <param name="Seconds">Since 1970, UTC.</param>
/// <param name="Nanoseconds">After that second, 0 to 999,999,999.</param>
/// <param name="OffsetMinutes">Of the zone it was written in, for writing it again; no part of its value.</param>
internal readonly partial record struct CelTimestamp(long Seconds, int Nanoseconds, int OffsetMinutes = 0) : IComparable<CelTimestamp>
{
    private const long FirstSecond = -62135596800;
    private const long LastSecond = 253402300799;

    /// <summary>The beginning of the year 1: Go's zero time.</summary>
    public static CelTimestamp First { get; } = new(FirstSecond, 0);

    public int CompareTo(CelTimestamp other) => Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>A timestamp, or the error that it is outside of the years it may have.</summary>
    public static object Of(Int128 nanosecondsSince1970, int offsetMinutes = 0)
    {
        var seconds = nanosecondsSince1970 / CelDuration.PerSecond;
        var rest = (int)(nanosecondsSince1970 % CelDuration.PerSecond);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + (int)CelDuration.PerSecond);
        return seconds < FirstSecond || seconds > LastSecond ? CelError.TimestampOverflow : new CelTimestamp((long)seconds, rest, offsetMinutes);
    }

    public bool Equals(CelTimestamp other) => CompareTo(other) == 0;

    public override int GetHashCode() => HashCode.Combine(Seconds, Nanoseconds);

    /// <summary>Since 1970.</summary>
    public Int128 TotalNanoseconds => ((Int128)Seconds * CelDuration.PerSecond) + Nanoseconds;

    /// <summary>RFC 3339 with an offset. Null when it is not that.</summary>
    public static object? Parse(string text)
    {
        var match = Rfc3339().Match(text);
        if (!match.Success || !DateTime.TryParseExact(match.Groups["time"].Value, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        var seconds = ((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) - (60L * Offset(match));
        var fraction = match.Groups["fraction"].Value.PadRight(9, '0')[..9];
        return Of(((Int128)seconds * CelDuration.PerSecond) + long.Parse(fraction, CultureInfo.InvariantCulture), Offset(match));
    }

    /// <summary>The calendar in a zone: an IANA name or an offset such as <c>+02:30</c>. Null when there is no such zone.</summary>
    public DateTime? In(string zone)
    {
        var utc = DateTime.UnixEpoch.AddSeconds(Seconds);
        if (zone.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
        {
            if (!int.TryParse(zone[..colon], CultureInfo.InvariantCulture, out var hours) || !int.TryParse(zone[(colon + 1)..], CultureInfo.InvariantCulture, out var minutes))
                return null;
            return utc.AddMinutes((hours * 60) + (zone[0] == '-' ? -minutes : minutes));
        }

        return zone is "" or "UTC" ? utc : TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? TimeZoneInfo.ConvertTimeFromUtc(utc, found) : null;
    }

    /// <summary>RFC 3339 with as many digits as needed.</summary>
    public override string ToString()
    {
        var text = DateTime.UnixEpoch.AddSeconds(Seconds + (60L * OffsetMinutes)).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = Nanoseconds == 0 ? "" : "." + Nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        var zone = OffsetMinutes == 0 ? "Z" : $"{(OffsetMinutes < 0 ? '-' : '+')}{Math.Abs(OffsetMinutes) / 60:00}:{Math.Abs(OffsetMinutes) % 60:00}";
        return $"{text}{fraction}{zone}";
    }

    private static int Offset(Match match)
    {
        if (match.Groups["zone"].Value is "Z")
            return 0;
        var minutes = (int.Parse(match.Groups["hours"].Value, CultureInfo.InvariantCulture) * 60) + int.Parse(match.Groups["minutes"].Value, CultureInfo.InvariantCulture);
        return (match.Groups["zone"].Value[0] == '-' ? -1 : 1) * minutes;
    }

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.(?<fraction>\d+))?(?<zone>Z|[+-](?<hours>\d\d):(?<minutes>\d\d))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Rfc3339();
}
