using System.Diagnostics;
using Lepton.EndToEnd.Harness;
using Lepton.Testing.Files;
using Lepton.Testing.Programs;
using Xunit;

namespace Lepton.EndToEnd.Commands;

/// <summary>The completion scripts in the shells that they are for, where those are found.</summary>
public sealed class ShellCompletionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ShellCompletionTests() => File.CreateSymbolicLink(_folder.File("lepton"), Repository.Built("src", "Lepton.Cli", "lepton"));

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Bash() => Assert.Equal("remove", await RunAsync("bash", "-c",
        "source <(lepton completion bash); COMP_WORDS=(lepton members re); COMP_CWORD=2; COMP_LINE='lepton members re'; COMP_POINT=17; _lepton_complete; echo \"${COMPREPLY[@]}\""));

    [SkippableFact]
    public async Task Fish() => Assert.Equal("remove\nnamespace", await RunAsync("fish", "--no-config", "-c",
        "lepton completion fish | source; complete -C 'lepton members re'; complete -C 'lepton cost --by na'"));

    [SkippableFact]
    public async Task Pwsh() => Assert.Equal("remove\nnamespace", await RunAsync("pwsh", "-NoProfile", "-Command",
        "lepton completion pwsh | Out-String | Invoke-Expression; (TabExpansion2 'lepton members re' 17).CompletionMatches.CompletionText; (TabExpansion2 'lepton cost --by na' 19).CompletionMatches.CompletionText"));

    /// <summary>Zsh completes only where somebody types.</summary>
    [SkippableFact]
    public async Task Zsh()
    {
        var script = _folder.File("type.zsh");
        await File.WriteAllTextAsync(script, """
            zmodload zsh/zpty
            zpty typed zsh -f -i
            read_until() { local out; for i in {1..300}; do zpty -rt typed out && all+=$out; [[ $all == *$1* ]] && return 0; sleep 0.1; done; print -r -- "not seen: $1 in $all"; exit 1; }
            zpty -w typed 'autoload -Uz compinit; compinit -u -D; source <(lepton completion zsh); print rea''dy'
            read_until $'ready\r'
            zpty -n -w typed $'lepton members re\t'
            read_until remove
            zpty -d typed
            print completed
            """);
        Assert.Equal("completed", await RunAsync("zsh", "-f", script));
    }

    private async Task<string> RunAsync(string shell, params string[] arguments)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var program = path.Split(':').Select(f => Path.Combine(f, shell)).FirstOrDefault(File.Exists);
        Skip.If(program is null, $"{shell} is not on the PATH");
        var start = new ProcessStartInfo(program!, arguments);
        start.Environment["PATH"] = $"{_folder.Path}:{path}";
        start.Environment["HOME"] = _folder.Path;
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        var ended = await EndedProgram.RunAsync(start, TimeSpan.FromMinutes(2));
        Assert.True(ended.Status == 0, $"{ended.Output}{ended.Errors}");
        return ended.Output.Trim().ReplaceLineEndings("\n");
    }
}
