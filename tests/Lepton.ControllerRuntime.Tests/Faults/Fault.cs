namespace Lepton.ControllerRuntime.Tests.Faults;

/// <summary>Something that goes wrong between client and server.</summary>
/// <param name="Name">For reports; the same name is the same fault in every run.</param>
/// <param name="BeginAsync">Makes it happen.</param>
/// <param name="EndAsync">Ends it, if it does not end by itself.</param>
internal sealed record Fault(string Name, Func<FaultyWorld, Task> BeginAsync, Func<FaultyWorld, Task>? EndAsync = null)
{
    /// <summary>Connections are lost by it: there must be new ones afterwards.</summary>
    internal bool LosesConnections { get; init; } = true;

    /// <summary>The API server itself ends, for everybody.</summary>
    internal bool EndsServer { get; init; }

    internal static Fault Of(string name, Action<FaultyWorld> begin, Action<FaultyWorld>? end = null) => new(name, Do(begin), end is null ? null : Do(end));

    public override string ToString() => Name;

    private static Func<FaultyWorld, Task> Do(Action<FaultyWorld> action) => world =>
    {
        action(world);
        return Task.CompletedTask;
    };
}
