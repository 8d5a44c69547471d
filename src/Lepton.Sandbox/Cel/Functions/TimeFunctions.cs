using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Arithmetic on durations and timestamps, and the parts of both.</summary>
internal static class TimeFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Function(Operators.Add, "add_duration_duration", "duration, duration", "duration", args => Span((Int128)Nanoseconds(args[0]) + Nanoseconds(args[1])));
        table.Function(Operators.Add, "add_duration_timestamp", "duration, timestamp", "timestamp", args => CelTimestamp.Of(Instant(args[1]) + Nanoseconds(args[0]), Offset(args[1])));
        table.Function(Operators.Add, "add_timestamp_duration", "timestamp, duration", "timestamp", args => CelTimestamp.Of(Instant(args[0]) + Nanoseconds(args[1]), Offset(args[0])));
        table.Function(Operators.Subtract, "subtract_duration_duration", "duration, duration", "duration", args => Span((Int128)Nanoseconds(args[0]) - Nanoseconds(args[1])));
        table.Function(Operators.Subtract, "subtract_timestamp_duration", "timestamp, duration", "timestamp", args => CelTimestamp.Of(Instant(args[0]) - Nanoseconds(args[1]), Offset(args[0])));
        table.Function(Operators.Subtract, "subtract_timestamp_timestamp", "timestamp, timestamp", "duration", args => Span(Instant(args[0]) - Instant(args[1])));
        Calendar(table);
        Spans(table);
    }

    private static void Calendar(FunctionTable table)
    {
        Part(table, "getFullYear", "timestamp_to_year", (date, _) => date.Year);
        Part(table, "getMonth", "timestamp_to_month", (date, _) => date.Month - 1);
        Part(table, "getDayOfYear", "timestamp_to_day_of_year", (date, _) => date.DayOfYear - 1);
        Part(table, "getDayOfMonth", "timestamp_to_day_of_month", (date, _) => date.Day - 1);
        Part(table, "getDate", "timestamp_to_day_of_month_1_based", (date, _) => date.Day);
        Part(table, "getDayOfWeek", "timestamp_to_day_of_week", (date, _) => (int)date.DayOfWeek);
        Part(table, "getHours", "timestamp_to_hours", (date, _) => date.Hour);
        Part(table, "getMinutes", "timestamp_to_minutes", (date, _) => date.Minute);
        Part(table, "getSeconds", "timestamp_to_seconds", (date, _) => date.Second);
        Part(table, "getMilliseconds", "timestamp_to_milliseconds", (_, time) => time.Nanoseconds / 1_000_000);
    }

    private static void Spans(FunctionTable table)
    {
        Total(table, "getHours", "duration_to_hours", n => n / (3600 * CelDuration.PerSecond));
        Total(table, "getMinutes", "duration_to_minutes", n => n / (60 * CelDuration.PerSecond));
        Total(table, "getSeconds", "duration_to_seconds", n => n / CelDuration.PerSecond);
        Total(table, "getMilliseconds", "duration_to_milliseconds", n => n / 1_000_000);
    }

    private static void Part(FunctionTable table, string name, string id, Func<DateTime, CelTimestamp, int> part)
    {
        table.Method(name, id, "timestamp", "int", args => In((CelTimestamp)args[0]!, "UTC"));
        table.Method(name, id + "_with_tz", "timestamp, string", "int", args => In((CelTimestamp)args[0]!, (string)args[1]!));

        object In(CelTimestamp time, string zone) => time.In(zone) is { } date ? (long)part(date, time) : new CelError($"unknown time zone {zone}");
    }

    private static void Total(FunctionTable table, string name, string id, Func<long, long> total) =>
        table.Method(name, id, "duration", "int", args => total(Nanoseconds(args[0])));

    private static long Nanoseconds(object? duration) => ((CelDuration)duration!).Nanoseconds;

    private static int Offset(object? timestamp) => ((CelTimestamp)timestamp!).OffsetMinutes;

    private static Int128 Instant(object? timestamp) => ((CelTimestamp)timestamp!).TotalNanoseconds;

    private static object Span(Int128 nanoseconds) => nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? new CelDuration((long)nanoseconds) : CelError.DurationOverflow;
}
