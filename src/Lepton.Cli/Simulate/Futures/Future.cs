using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Futures;

/// <summary>All that will happen, drawn before the start: every policy that is tried on it meets the same.</summary>
internal sealed class Future
{
    private Future(double hours, IReadOnlyList<FutureEvent> events)
    {
        Hours = hours;
        Events = events;
    }

    public double Hours { get; }

    /// <summary>In the order of time; of the same time in the order they were drawn.</summary>
    public IReadOnlyList<FutureEvent> Events { get; }

    /// <param name="traces">What is known of loads and prices from files; a model with a load trace follows it instead of its curve.</param>
    public static Future Draw(FleetDefinition fleet, double hours, int seed, Traces? traces = null)
    {
        traces ??= Traces.None;
        var scenario = fleet.Scenario;
        var events = new List<FutureEvent>();
        foreach (var load in scenario.Load)
            events.AddRange(traces.LoadOf(load.Model) ?? LoadCurve.Draw(load, hours, Seeded(seed, "load", load.Model)));
        events.AddRange(traces.Prices);
        events.AddRange(scenario.Prices.SelectMany(Written.Price));
        events.AddRange(SpotPriceWalk.Draw(fleet, hours, seed));
        events.AddRange(scenario.Faults.SelectMany(fault => Written.Fault(fault)));
        foreach (var cluster in fleet.Members)
            events.AddRange(ChanceFaults.Draw(cluster, scenario.Chance, hours, seed));
        return new Future(hours, events.Where(e => e.At <= hours).OrderBy(e => e.At).ToList());
    }

    /// <summary>A stream of its own for everything that is drawn, so that one more model changes nothing for the others.</summary>
    public static Random Seeded(int seed, params ReadOnlySpan<string> what)
    {
        var hash = 2166136261u ^ (uint)seed * 2654435761u;
        foreach (var part in what)
        {
            foreach (var letter in part)
                hash = (hash ^ letter) * 16777619u;
            hash = (hash ^ '/') * 16777619u;
        }

        return new Random((int)(hash & 0x7fffffff));
    }

    /// <summary>Standard normal, by Box and Muller.</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Times of a Poisson process with that many events per hour.</summary>
    public static IEnumerable<double> Poisson(Random random, double perHour, double hours)
    {
        if (perHour <= 0)
            yield break;
        for (var at = Wait(); at <= hours; at += Wait())
            yield return at;

        double Wait() => -Math.Log(1 - random.NextDouble()) / perHour;
    }
}
