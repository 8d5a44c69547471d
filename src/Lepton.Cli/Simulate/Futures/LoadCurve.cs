using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Futures;

/// <summary>A model's load: a daily wave, weekends, and noise that lasts an hour or two (first-order autoregressive).</summary>
internal static class LoadCurve
{
    /// <summary>Hours between two values.</summary>
    public const double Step = 0.5;

    private const double Persistence = 0.8;

    public static IEnumerable<LoadChange> Draw(LoadDefinition load, double hours, Random random)
    {
        var noise = 0.0;
        for (var step = 0; step * Step <= hours; step++)
        {
            var at = step * Step;
            noise = Persistence * noise + Math.Sqrt(1 - Persistence * Persistence) * Future.Normal(random);
            yield return new LoadChange(at, load.Model, Math.Max(0, Mean(load, at) * (1 + load.Noise * noise)));
        }
    }

    /// <summary>Without noise. The simulation starts on a Monday at midnight UTC.</summary>
    public static double Mean(LoadDefinition load, double at)
    {
        var wave = (1 + Math.Cos(2 * Math.PI * (at - load.PeakHour) / 24)) / 2;
        var weekend = (int)(at / 24) % 7 >= 5;
        return (load.Base + (load.Peak - load.Base) * wave) * (weekend ? load.Weekend : 1);
    }
}
