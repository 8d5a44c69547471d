using Lepton.Testing.Clusters;

namespace Lepton.ControllerRuntime.Tests.Faults;

/// <summary>Random faults, one or several at a time, while things change. The same seed makes the same faults and changes.</summary>
internal sealed class FaultSchedule(FaultyWorld world, Random random)
{
    private const int MostHandlers = 8;

    /// <summary>A given server, of which nobody said how it ends and returns, is left running.</summary>
    private static readonly IReadOnlyList<Fault> Possible = [.. AllFaults.List.Where(f => !f.EndsServer || !GivenServer.IsGiven || GivenServer.CanRestart)];

    private int _handlers;

    internal int Injected { get; private set; }

    internal int Changes { get; private set; }

    /// <summary>The faults of the last step, for reports.</summary>
    internal IReadOnlyList<Fault> Last { get; private set; } = [];

    /// <summary>Faults begin, the world changes, faults end, and then everything must be known everywhere.</summary>
    internal async Task StepAsync()
    {
        Last = [.. Enumerable.Range(0, random.Next(3) == 0 ? 2 : 1).Select(_ => Possible[random.Next(Possible.Count)])];
        foreach (var fault in Last)
        {
            Change();
            await fault.BeginAsync(world);
            Injected++;
        }

        Change();
        await Task.Delay(random.Next(300));
        Change();
        if (_handlers < MostHandlers && random.Next(4) == 0)
        {
            _handlers++;
            world.AddHandler();
        }

        foreach (var fault in Last.Reverse())
        {
            if (fault.EndAsync is not null)
                await fault.EndAsync(world);
        }

        Change();
        await world.CaughtUpAsync();
    }

    private void Change()
    {
        for (var i = random.Next(15); i > 0; i--, Changes++)
            world.Maps.Change(random);
    }
}
