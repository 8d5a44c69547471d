using System.Text;
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

    // A quoted-string: a backslash stands before quotes and before itself.
    private static string Unquote(string quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '\\' && i < quoted.Length - 2)
                i++;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the API server warns about {Request}: {Warning}")]
    private static partial void LogWarning(ILogger logger, string request, string warning);
}
