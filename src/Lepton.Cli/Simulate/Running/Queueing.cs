namespace Lepton.Cli.Simulate.Running;

/// <summary>
/// How long requests wait for a replica: the M/M/c queue (A. K. Erlang, 1917). Replicas that differ in speed are taken as as many of their mean, which is
/// close as long as they differ by less than a factor of a few.
/// </summary>
internal static class Queueing
{
    /// <summary>Probability that a request has to wait at all (Erlang's C formula).</summary>
    /// <param name="servers">Replicas, at least 1.</param>
    /// <param name="offered">Arrivals per second times mean seconds of service; below <paramref name="servers"/>.</param>
    public static double Waits(int servers, double offered)
    {
        // Erlang's B by its recursion, which neither overflows nor cancels; C follows from B.
        var blocked = 1.0;
        for (var n = 1; n <= servers; n++)
            blocked = offered * blocked / (n + offered * blocked);
        var utilization = offered / servers;
        return blocked / (1 - utilization * (1 - blocked));
    }

    /// <summary>Share of requests that wait longer than <paramref name="seconds"/>; 1 when more come than can be served.</summary>
    /// <param name="arrivals">Requests per second.</param>
    /// <param name="rate">Requests per second that one replica serves.</param>
    public static double WaitsLonger(int servers, double arrivals, double rate, double seconds)
    {
        if (arrivals <= 0)
            return 0;
        var spare = servers * rate - arrivals;
        return servers == 0 || spare <= 0 ? 1 : Waits(servers, arrivals / rate) * Math.Exp(-spare * seconds);
    }

    /// <summary>Mean time a request waits, in seconds; infinite when more come than can be served.</summary>
    public static double MeanWait(int servers, double arrivals, double rate)
    {
        if (arrivals <= 0)
            return 0;
        var spare = servers * rate - arrivals;
        return servers == 0 || spare <= 0 ? double.PositiveInfinity : Waits(servers, arrivals / rate) / spare;
    }
}
