namespace Lepton.Testing;

/// <summary>Figures a test run prints at its end: <c>scripts/test.sh</c> names a file in LEPTON_TEST_REPORT and shows what is in it.</summary>
public static class TestReport
{
    private static readonly Lock Gate = new();

    /// <summary>Does nothing when nobody collects reports.</summary>
    public static void Line(string text)
    {
        if (Environment.GetEnvironmentVariable("LEPTON_TEST_REPORT") is not { Length: > 0 } file)
            return;
        lock (Gate)
            File.AppendAllText(file, text + Environment.NewLine);
    }
}
