using System.CommandLine;

namespace Lepton.Cli.Completion;

/// <summary><c>lepton completion SHELL</c>: a script that asks the program itself (System.CommandLine's directive <c>[suggest]</c>), so that it never falls behind.</summary>
internal static class CompletionCommand
{
    public static readonly IReadOnlyDictionary<string, string> Scripts = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["bash"] = """
            # source <(lepton completion bash)
            _lepton_complete() {
                local IFS=$'\n'
                COMPREPLY=( $(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
            }
            complete -o default -F _lepton_complete lepton

            """,
        ["zsh"] = """
            # source <(lepton completion zsh)
            _lepton() {
                local -a found
                found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                compadd -a found
            }
            compdef _lepton lepton

            """,
        ["fish"] = """
            # lepton completion fish | source
            function __lepton_complete
                set -l line (commandline -cp)
                lepton "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c lepton -f -a '(__lepton_complete)'

            """,
        ["pwsh"] = """
            # lepton completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName lepton -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                & lepton "[suggest:$cursorPosition]" "$commandAst" 2>$null | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = $"{string.Join(", ", Scripts.Keys)}." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Writes the script that completes commands and options: source <(lepton completion bash)") { shell };
        command.SetAction(result => Console.Out.Write(Scripts[result.GetValue(shell)!]));
        return command;
    }
}
