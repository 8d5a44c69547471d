namespace Lepton.Cli.Demo;

/// <summary>Where the demo finds things.</summary>
internal sealed record DemoOptions(string OperatorProgram, string Samples, string Definitions, string Fleet)
{
    /// <summary>How long each step may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Kill the operator (SIGKILL) so many times during each step, and start it again.</summary>
    public int Kills { get; init; }

    /// <summary>Decides the moments of the kills.</summary>
    public int Seed { get; init; } = 1;
}
