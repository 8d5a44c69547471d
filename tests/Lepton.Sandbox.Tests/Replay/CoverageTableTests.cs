namespace Lepton.Sandbox.Tests.Replay;

/// <summary>docs/reference/sandbox-api.md against the list that the replay uses.</summary>
public sealed class CoverageTableTests
{
    /// <summary>The table that people read says all of it, word for word.</summary>
    [Fact]
    public void Every_reason_is_in_the_published_table()
    {
        var page = File.ReadAllLines(Path.Combine(Checkout(), "docs", "reference", "sandbox-api.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToArray();
        var column = page.Select(row => row.Split('|')[3]).ToArray();
        var missing = Coverage.Published.Outside.Values.Distinct().Where(reason => !column.Any(text => text.Contains(reason, StringComparison.Ordinal))).ToArray();
        Assert.True(missing.Length == 0, $"not in the column \"Not covered\" of docs/reference/sandbox-api.md: {string.Join("; ", missing)}");
    }

    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Lepton.Operator.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
