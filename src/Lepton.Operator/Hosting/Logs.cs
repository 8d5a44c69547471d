using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Hosting;

/// <summary>Logs to standard output: one JSON object a line for collectors, or text for people.</summary>
internal static class Logs
{
    public static ILoggerFactory Create(OperatorSettings settings) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(LogLevel.Information);
        // A member that is gone fails ten watches every few seconds: its session says so once.
        builder.AddFilter("Lepton.ControllerRuntime.Informers", LogLevel.Error);
        foreach (var (category, level) in settings.LogLevels)
            builder.AddFilter(category == "Default" ? null : category, level);
        if (settings.LogFormat == "json")
        {
            builder.AddJsonConsole(o =>
            {
                o.UseUtcTimestamp = true;
                o.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                o.IncludeScopes = true;
            });
        }
        else
        {
            builder.AddSimpleConsole(o =>
            {
                o.SingleLine = true;
                o.UseUtcTimestamp = true;
                o.TimestampFormat = "HH:mm:ss.fff ";
            });
        }
    });
}
