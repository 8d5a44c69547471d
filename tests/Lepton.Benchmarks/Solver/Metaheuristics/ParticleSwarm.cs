namespace Lepton.Benchmarks.Solver.Metaheuristics;

/// <summary>Particle swarm search with the usual constants. Source: Kennedy and Eberhart, "Particle swarm optimization", 1995; constants: Clerc and Kennedy, 2002.</summary>
internal static class ParticleSwarm
{
    private const int Particles = 40;
    private const double Inertia = 0.729;
    private const double Pull = 1.494;

    private sealed class Particle(double[] at, double[] speed)
    {
        public double[] At { get; } = at;

        public double[] Speed { get; } = speed;

        public double[] Best { get; set; } = at;

        public double BestTotal { get; set; } = double.PositiveInfinity;
    }

    /// <param name="more">Whether there is time left.</param>
    /// <returns>The least total found.</returns>
    public static double Run(RandomKeys keys, Func<bool> more, int seed)
    {
        var random = new Random(seed);
        var swarm = Enumerable.Range(0, Particles).Select(i => new Particle(
            Enumerable.Range(0, keys.Length).Select(k => i == 0 && k % 2 == 1 ? 0 : random.NextDouble()).ToArray(),
            Enumerable.Range(0, keys.Length).Select(_ => 0.2 * (random.NextDouble() - 0.5)).ToArray())).ToList();
        var (best, bestTotal) = (swarm[0].At, double.PositiveInfinity);
        while (more())
        {
            foreach (var particle in swarm)
            {
                var total = keys.Total(particle.At);
                if (total < particle.BestTotal)
                {
                    (particle.Best, particle.BestTotal) = ((double[])particle.At.Clone(), total);
                }

                if (total < bestTotal)
                {
                    (best, bestTotal) = ((double[])particle.At.Clone(), total);
                }
            }

            foreach (var particle in swarm)
            {
                Fly(particle, best, random);
            }
        }

        return bestTotal;
    }

    private static void Fly(Particle particle, double[] best, Random random)
    {
        for (var k = 0; k < particle.At.Length; k++)
        {
            particle.Speed[k] = (Inertia * particle.Speed[k]) + (Pull * random.NextDouble() * (particle.Best[k] - particle.At[k])) + (Pull * random.NextDouble() * (best[k] - particle.At[k]));
            particle.At[k] = Math.Clamp(particle.At[k] + particle.Speed[k], 0, 1);
        }
    }
}
