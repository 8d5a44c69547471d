using System.Globalization;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>Times as the API writes them: whole seconds, UTC.</summary>
internal static class KubeTime
{
    public static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static string Micros(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
