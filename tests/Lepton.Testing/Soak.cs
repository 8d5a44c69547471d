using System.Globalization;

namespace Lepton.Testing;

/// <summary>How long a test runs that can run for any time: some seconds usually, as long as LEPTON_SOAK_SECONDS says in <c>make soak</c>.</summary>
public static class Soak
{
    public static TimeSpan Duration(TimeSpan usual) => Number("LEPTON_SOAK_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : usual;

    /// <summary>LEPTON_SEED replays a run that failed.</summary>
    public static int Seed(int usual) => Number("LEPTON_SEED") ?? usual;

    private static int? Number(string variable)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{variable} is \"{text}\"; a whole number is expected");
    }
}
