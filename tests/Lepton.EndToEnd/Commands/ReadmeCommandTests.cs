using System.Diagnostics;
using System.Text.RegularExpressions;
using Lepton.EndToEnd.Harness;
using Lepton.Testing.Programs;
using Xunit;
using Xunit.Abstractions;

namespace Lepton.EndToEnd.Commands;

/// <summary>The commands of the README as they are printed there, on a sandbox as <c>make sandbox</c> starts it.</summary>
public sealed partial class ReadmeCommandTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Each_command_works_as_printed()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");
        var commands = KubectlLine().Matches(await File.ReadAllTextAsync(Repository.PathOf("README.md"))).Select(match => match.Value).ToArray();
        Assert.True(commands.Length >= 4, $"the README has {commands.Length} commands for the sandbox");

        await using var lepton = LeptonProcess.Start(LeptonProcess.FromCheckout("sandbox", "up"));
        await lepton.SaysAsync("ends the sandbox and removes its files");
        var folder = Path.GetDirectoryName(HubKubeconfig().Match(lepton.Output).Value)!;
        foreach (var command in commands)
        {
            var (code, text) = await ShellAsync(command.Replace("…", folder, StringComparison.Ordinal), lepton.Temporary.Path);
            output.WriteLine($"{command}\n{text}");
            Assert.True(code == 0, $"{command} ended with {code}: {text}");
            Assert.True(text.Trim().Length > 0, $"{command} printed nothing");
            Assert.DoesNotContain("No resources found", text, StringComparison.Ordinal);
        }
    }

    private static async Task<(int Code, string Output)> ShellAsync(string command, string home)
    {
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", command + " 2>&1" }, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["HOME"] = home;
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync();
        return (process.ExitCode, text);
    }

    [GeneratedRegex(@"^kubectl --kubeconfig ….*$", RegexOptions.Multiline)]
    private static partial Regex KubectlLine();

    [GeneratedRegex(@"/\S*hub\.kubeconfig")]
    private static partial Regex HubKubeconfig();
}
