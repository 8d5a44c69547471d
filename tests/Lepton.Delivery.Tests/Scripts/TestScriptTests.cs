using System.Diagnostics;
using Lepton.Testing.Files;

namespace Lepton.Delivery.Tests.Scripts;

/// <summary>scripts/test.sh counts what <c>dotnet test</c> left, and looks once more at a few failures. A stand-in for dotnet leaves result files of its own.</summary>
public sealed class TestScriptTests : IDisposable
{
    private readonly TempFolder _checkout = new();
    private readonly TempFolder _programs = new();

    public void Dispose()
    {
        _checkout.Dispose();
        _programs.Dispose();
    }

    [SkippableFact]
    public async Task What_passed_failed_and_was_skipped_in_all_projects_is_added_up_and_failures_are_named()
    {
        Project("A.Tests", passed: 4, skipped: 1);
        Project("B.Tests", passed: 2, skipped: 0, "B.Tests.Slow.Waits");
        var (code, lines) = await RunAsync(again: 0);
        Assert.Equal(["failed: B.Tests: B.Tests.Slow.Waits", "6 passed, 1 failed, 1 skipped"], lines[^2..]);
        Assert.Equal(1, code);
        Assert.DoesNotContain(lines, l => l.StartsWith("== again", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_test_that_passes_alone_is_named_as_unsteady_and_fails_nothing()
    {
        Project("A.Tests", passed: 4, skipped: 1, "A.Tests.Slow.Waits");
        PassesAlone("A.Tests.Slow.Waits");
        var (code, lines) = await RunAsync(again: 2);
        Assert.Equal(["failed: A.Tests: A.Tests.Slow.Waits", "unsteady, passed alone: A.Tests: A.Tests.Slow.Waits", "5 passed, 0 failed, 1 skipped"], lines[^3..]);
        Assert.Equal(0, code);
    }

    [SkippableFact]
    public async Task A_test_that_fails_again_fails_the_run()
    {
        Project("A.Tests", passed: 4, skipped: 0, "A.Tests.Slow.Waits", "A.Tests.Wrong.IsWrong");
        PassesAlone("A.Tests.Slow.Waits");
        var (code, lines) = await RunAsync(again: 2);
        Assert.Equal("5 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    [SkippableFact]
    public async Task More_failures_than_may_be_looked_at_again_are_not()
    {
        Project("A.Tests", passed: 4, skipped: 0, "A.Tests.Slow.Waits", "A.Tests.Slow.WaitsToo", "A.Tests.Slow.WaitsLong");
        PassesAlone("A.Tests.Slow.Waits", "A.Tests.Slow.WaitsToo", "A.Tests.Slow.WaitsLong");
        var (code, lines) = await RunAsync(again: 2);
        Assert.Equal("4 passed, 3 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
        Assert.DoesNotContain(lines, l => l.StartsWith("== again", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_project_without_a_result_file_fails_the_run_whatever_may_be_looked_at_again()
    {
        Project("A.Tests", passed: 4, skipped: 0, "A.Tests.Slow.Waits");
        PassesAlone("A.Tests.Slow.Waits");
        _checkout.Write("tests/C.Tests/C.Tests.csproj", "<IsTestProject>true</IsTestProject>");
        var (code, lines) = await RunAsync(again: 2);
        Assert.Equal("4 passed, 2 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    private void Project(string name, int passed, int skipped, params string[] failures)
    {
        _checkout.Write($"tests/{name}/{name}.csproj", "<IsTestProject>true</IsTestProject>");
        var results = failures.Select((f, i) => $"""<UnitTestResult executionId="e{i}" testId="t{i}" testName="{f}" outcome="Failed" testListId="l">""");
        var definitions = failures.Select((f, i) => $"""
            <UnitTest name="{f}" storage="x.dll" id="t{i}">
              <Execution id="e{i}" />
              <TestMethod codeBase="x.dll" adapterTypeName="xunit" className="{f[..f.LastIndexOf('.')]}" name="{f[(f.LastIndexOf('.') + 1)..]}" />
            </UnitTest>
            """);
        var (total, executed) = (passed + skipped + failures.Length, passed + failures.Length);
        var counters = $"""<Counters total="{total}" executed="{executed}" passed="{passed}" failed="{failures.Length}" error="0" timeout="0" />""";
        _programs.Write($"{name}.trx", string.Join('\n', [.. results, .. definitions, counters]));
    }

    private void PassesAlone(params string[] tests) => _programs.Write("passes", string.Join('\n', tests) + "\n");

    private async Task<(int Code, List<string> Lines)> RunAsync(int again)
    {
        Skip.If(OperatingSystem.IsWindows() || Checkout.Program("bash") is null, "scripts/test.sh needs bash");
        _checkout.Write("scripts/test.sh", await File.ReadAllTextAsync(Checkout.PathOf("scripts", "test.sh")));
        _programs.Script("dotnet", $$"""
            here='{{_programs.Path}}'
            for argument in "$@"; do
                case "$argument" in
                    FullyQualifiedName=*) grep -qx "${argument#*=}" "$here/passes"; exit $? ;;
                    trx*) file=${argument#*LogFileName=} ;;
                    /*) results=$argument ;;
                esac
            done
            [ -f "$here/$file" ] || exit 1
            cp "$here/$file" "$results/$file"
            ! grep -q 'outcome="Failed"' "$here/$file"
            """);
        var start = new ProcessStartInfo("bash", [_checkout.File("scripts/test.sh")]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PATH"] = $"{_programs.Path}:{start.Environment["PATH"]}";
        start.Environment["LEPTON_TEST_AGAIN"] = $"{again}";
        start.Environment.Remove("LONG");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        await process.WaitForExitAsync();
        Assert.Equal("", await error);
        return (process.ExitCode, lines);
    }
}
