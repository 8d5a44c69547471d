using System.Diagnostics;
using System.Text;
using Lepton.EndToEnd.Harness;
using Lepton.Testing.Files;
using Lepton.Testing.Programs;
using Xunit;
using Xunit.Abstractions;

namespace Lepton.EndToEnd.Commands;

/// <summary>The tutorial, word for word: the first part on the sandbox it starts, the second on three clusters given by kubeconfigs.</summary>
public sealed class TutorialTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);

    private const string TwoMembers = """
        name: rehearsal
        members:
          - name: east
            provider: Other
            region: east
            nodePools: [{ name: cpu, instanceType: m5.2xlarge, count: 1, maxNodes: 2 }]
          - name: west
            provider: Other
            region: west
            nodePools: [{ name: cpu, instanceType: m5.2xlarge, count: 1, maxNodes: 2 }]
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Part_1_on_a_laptop()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");

        var said = await RunAsync("Part 1", Repository.Root);

        // What the text around the commands promises.
        Assert.Contains("mistral-7b", said, StringComparison.Ordinal);
        Assert.Contains("the move costs", said, StringComparison.Ordinal);
        Assert.Contains("All is well", said, StringComparison.Ordinal);
        Assert.Matches(@"LeptonModel models/mine: (2 in \S+ \(2 ready, Active\)|1 in \S+ \(1 ready, Active\), 1 in \S+ \(1 ready, Active\))", said);
        Assert.Contains("spec.priority", said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Part_2_on_clusters_given_by_kubeconfigs()
    {
        Skip.If(Kubectl.Program is null, "kubectl is not on the PATH");
        var fleet = Path.Combine(_folder.Path, "fleet.yaml");
        await File.WriteAllTextAsync(fleet, TwoMembers);
        await using var clusters = LeptonProcess.Start("sandbox", "up", "--fleet", fleet, "--no-operator", "--no-samples", "--crds", Directory.CreateDirectory(Path.Combine(_folder.Path, "none")).FullName);
        await clusters.SaysAsync("ends the sandbox and removes its files");
        foreach (var name in new[] { "hub", "east", "west" })
            File.Copy(Directory.GetFiles(clusters.Temporary.Path, $"{name}.kubeconfig", SearchOption.AllDirectories).Single(), Path.Combine(_folder.Path, $"{name}.kubeconfig"));

        var said = await RunAsync("Part 2", _folder.Path);

        Assert.Contains("leptonmodel.lepton.ai/hello condition met", said, StringComparison.Ordinal);
        Assert.Contains("service/hello", said, StringComparison.Ordinal);
        Assert.Contains("leptonmodel.lepton.ai \"hello\" deleted", said, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string part, string folder)
    {
        var blocks = Tutorial.Read().Of(part).ToList();
        Assert.True(blocks.Count >= 7, $"{part} of the tutorial has {blocks.Count} blocks");
        var start = new ProcessStartInfo("bash") { ArgumentList = { "-c", Script(blocks) }, WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["HOME"] = start.Environment["TMPDIR"] = _folder.Path;
        start.Environment["CHECKOUT"] = Repository.Root;
        start.Environment["PATH"] = $"{Path.GetDirectoryName(Repository.Built("src", "Lepton.Cli", "lepton"))}:{Path.GetDirectoryName(Repository.OperatorProgram)}:{Environment.GetEnvironmentVariable("PATH")}";
        using var shell = Process.Start(start)!;
        try
        {
            var said = await shell.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await shell.WaitForExitAsync();
            output.WriteLine(said);
            Assert.True(shell.ExitCode == 0, $"{part} of the tutorial ended with {shell.ExitCode}: {said}{Terminals()}");
            return said;
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    /// <summary>All blocks in one shell; what stays in a terminal of its own runs beside it, and is waited for where a reader would.</summary>
    private string Script(IEnumerable<Tutorial.Block> blocks)
    {
        var script = new StringBuilder("exec 2>&1\nset -e\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n");
        foreach (var (i, block) in blocks.Index())
        {
            if (!block.Terminal)
            {
                script.Append($"set -v\n{block.Commands}\nset +v\n");
                continue;
            }

            var log = Path.Combine(_folder.Path, $"terminal-{i}.log");
            script.Append($"({block.Commands}) >{log} 2>&1 &\n");
            if (block.Commands.Contains("sandbox up", StringComparison.Ordinal))
                script.Append($"for i in $(seq 180); do grep -q 'removes its files' {log} && break; sleep 1; done\n");
        }

        return script.ToString();
    }

    private string Terminals() => string.Concat(Directory.GetFiles(_folder.Path, "terminal-*.log").Select(f => $"\n{Path.GetFileName(f)}:\n{File.ReadAllText(f)}"));
}
