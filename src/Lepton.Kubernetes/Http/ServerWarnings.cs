using Microsoft.Extensions.Logging;

namespace Lepton.Kubernetes.Http;

/// <summary>Logs what the server warns of (deprecated versions, unknown fields). Only code 299 is for people.</summary>
internal static partial class ServerWarnings
{
    internal static void Log(ILogger log, ApiRequest request, HttpResponseMessage response)
    {
        if (!log.IsEnabled(LogLevel.Warning))
            return;
        foreach (var warning in response.Headers.Warning)
        {
            if (warning.Code == 299)
                LogWarning(log, request.ToString(), Unquote(warning.Text));
        }
    }

    private static string Unquote(string quoted) => quoted.Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the API server warns about {Request}: {Warning}")]
    private static partial void LogWarning(ILogger logger, string request, string warning);
}
