using System.Text;
using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.House.Pages;
using Xunit;

namespace Lepton.EndToEnd.House;

/// <summary>Every rule of the runtime has a test and every test that names a rule names one there is; docs/reference/runtime-rules.md says which.</summary>
public sealed class RuntimeRules
{
    private const string Document = "docs/reference/runtime-rules.md";

    private static readonly IReadOnlyList<(string Id, string Text)> Rules =
        [.. File.ReadAllLines(Repository.PathOf("tests/Lepton.EndToEnd/House/runtime-rules.tsv")).Where(l => !l.StartsWith('#')).Select(l => l.Split('\t')).Select(l => (l[0], l[1]))];

    private static readonly ILookup<string, (string Project, string Test)> Tests = Read().ToLookup(t => t.Rule, t => (t.Project, t.Test), StringComparer.Ordinal);

    [Fact]
    public void No_rule_is_without_a_test() => Assert.Empty(Rules.Where(r => !Tests[r.Id].Any()).Select(r => r.Id));

    [Fact]
    public void No_test_names_a_rule_that_is_not_there() =>
        Assert.Empty(Tests.Where(t => !Rules.Any(r => r.Id == t.Key)).Select(t => $"{t.Key} of {t.First().Test}"));

    [Fact]
    public void Every_rule_is_written_once_with_a_section_and_a_sentence()
    {
        Assert.Equal(Rules.Count, Rules.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Rules, r => Assert.Matches(@"^[A-Za-z]+/[A-Za-z0-9.-]+\t.*\.$", $"{r.Id}\t{r.Text}"));
        Assert.True(Rules.Count >= 110, $"{Rules.Count} rules");
    }

    [Fact]
    public void The_table_in_the_docs_is_that_of_the_tests() => GeneratedPage.Check(Document, Table());

    private static string Table()
    {
        var text = new StringBuilder("""
            # Runtime rules and their tests

            What a correct Kubernetes client and controller runtime does, and the tests that hold `Lepton.Kubernetes` and `Lepton.ControllerRuntime` to it. Each test
            carries its rule: `dotnet test --filter "Rule=Informer/410-relists-at-once"` runs the tests of one. The table is made by `make docs` from
            `tests/Lepton.EndToEnd/House/runtime-rules.tsv` and the tests themselves; a rule without a test, or a test of an unknown rule, fails the build.

            """);
        foreach (var section in Rules.GroupBy(r => r.Id.Split('/')[0], StringComparer.Ordinal))
        {
            text.Append($"\n## {section.Key}\n\n| rule | says | tests |\n| --- | --- | --- |\n");
            foreach (var (id, sentence) in section)
                text.Append($"| `{id}` | {sentence} | {string.Join("<br>", Tests[id].Select(t => $"{t.Project}: `{t.Test}`").Order(StringComparer.Ordinal))} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(string Rule, string Project, string Test)> Read()
    {
        foreach (var folder in Directory.GetDirectories(Repository.PathOf("tests")))
        {
            var name = Path.GetFileName(folder);
            if (!File.ReadAllText(Path.Combine(folder, $"{name}.csproj")).Contains("<IsTestProject>true", StringComparison.Ordinal))
                continue;
            foreach (var (rule, test) in TraitReader.Read(Repository.Built("tests", name, $"{name}.dll")))
                yield return (rule, name["Lepton.".Length..].Replace(".Tests", "", StringComparison.Ordinal), test);
        }
    }
}
