namespace Lepton.Sandbox.Tests.Cel;

/// <summary>
/// The semantics of the language, one file of cases per part (Cases/*.txt): what google/cel-spec's simple tests state of the parts that Kubernetes
/// enables, and the functions of its libraries.
/// </summary>
public sealed class ConformanceTests
{
    [Theory]
    [InlineData("basic", 40)]
    [InlineData("comparisons", 320)]
    [InlineData("conversions", 105)]
    [InlineData("fields", 45)]
    [InlineData("fp_math", 30)]
    [InlineData("integer_math", 60)]
    [InlineData("lists", 35)]
    [InlineData("logic", 30)]
    [InlineData("macros", 40)]
    [InlineData("macros2", 45)]
    [InlineData("optionals", 55)]
    [InlineData("parse", 150)]
    [InlineData("plumbing", 4)]
    [InlineData("string", 50)]
    [InlineData("string_ext", 150)]
    [InlineData("timestamps", 70)]
    [InlineData("type_deduction", 10)]
    [InlineData("quantity", 31)]
    [InlineData("ip", 38)]
    [InlineData("cidr", 32)]
    [InlineData("semver", 33)]
    [InlineData("format", 29)]
    public void Every_case_holds(string file, int atLeast)
    {
        var cases = CelCase.Read(file);
        Assert.True(cases.Count >= atLeast, $"{file} has {cases.Count} cases");
        var failures = cases.Select(CelRunner.Failure).OfType<string>().ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} of {cases.Count} cases of {file} fail:\n{string.Join('\n', failures)}");
    }
}
