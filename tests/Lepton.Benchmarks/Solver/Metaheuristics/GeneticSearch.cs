namespace Lepton.Benchmarks.Solver.Metaheuristics;

/// <summary>
/// A genetic search as the literature of this field uses it: tournaments of three, uniform crossover, mutation of some keys, the best few always kept. Source: Goldberg, "Genetic algorithms in search,
/// optimization and machine learning", 1989.
/// </summary>
internal static class GeneticSearch
{
    private const int Population = 60;
    private const int Kept = 4;
    private const double Mutation = 0.02;

    /// <param name="more">Whether there is time left.</param>
    /// <returns>The least total found.</returns>
    public static double Run(RandomKeys keys, Func<bool> more, int seed)
    {
        var random = new Random(seed);
        // One of the first is the cheapest first, as it is of the swarm.
        var population = Enumerable.Range(0, Population).Select(i => Enumerable.Range(0, keys.Length).Select(k => i == 0 && k % 2 == 1 ? 0 : random.NextDouble()).ToArray()).Select(v => (Keys: v, Total: keys.Total(v))).ToList();
        while (more())
        {
            population.Sort((a, b) => a.Total.CompareTo(b.Total));
            var next = population.Take(Kept).ToList();
            while (next.Count < Population)
            {
                var child = Cross(Tournament(population, random), Tournament(population, random), random);
                next.Add((child, keys.Total(child)));
            }

            population = next;
        }

        return population.Min(p => p.Total);
    }

    private static double[] Tournament(List<(double[] Keys, double Total)> population, Random random) =>
        Enumerable.Range(0, 3).Select(_ => population[random.Next(population.Count)]).MinBy(p => p.Total).Keys;

    private static double[] Cross(double[] a, double[] b, Random random)
    {
        var child = new double[a.Length];
        for (var k = 0; k < child.Length; k++)
        {
            child[k] = random.NextDouble() < Mutation ? random.NextDouble() : random.NextDouble() < 0.6 ? a[k] : b[k];
        }

        return child;
    }
}
