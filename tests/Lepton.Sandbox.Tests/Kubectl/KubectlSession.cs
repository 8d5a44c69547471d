namespace Lepton.Sandbox.Tests.Kubectl;

/// <summary>kubectl as somebody uses it: one namespace, manifests as texts.</summary>
internal sealed class KubectlSession(KubectlFixture fixture, string @namespace)
{
    private int _files;

    public string Namespace { get; } = @namespace;

    /// <summary>A file with a manifest.</summary>
    public string File(string manifest) => fixture.Write($"{Namespace}-{++_files}.yaml", manifest);

    public Task<string> RunAsync(string command, params string[] more) => fixture.Admin().RunAsync(Arguments(command, more));

    public Task<(int Code, string Output, string Error)> TryAsync(string command, params string[] more) => fixture.Admin().TryAsync(null, Arguments(command, more));

    public Task<string> EditAsync(string editor, string command) => fixture.Admin(editor: editor).RunAsync(Arguments(command, []));

    public Task<IReadOnlyList<string>> FollowAsync(string expected, Func<Task> meanwhile, string command) => fixture.Admin().FollowAsync(expected, meanwhile, Arguments(command, []));

    private string[] Arguments(string command, string[] more) => ["-n", Namespace, .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. more];
}
