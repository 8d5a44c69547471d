using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.House.Pages;

/// <summary>A page of the docs that is made from code: written by <c>make docs</c>, and compared by the tests.</summary>
internal static class GeneratedPage
{
    /// <param name="document">Path from the root of the repository.</param>
    public static void Check(string document, string text)
    {
        if (Environment.GetEnvironmentVariable("LEPTON_WRITE_DOCS") == "1")
            File.WriteAllText(Repository.PathOf(document), text);
        Assert.True(File.Exists(Repository.PathOf(document)) && text == File.ReadAllText(Repository.PathOf(document)), $"{document} is not what the code says: run 'make docs' and commit it");
    }

    /// <summary>Text as a cell of a table.</summary>
    public static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
