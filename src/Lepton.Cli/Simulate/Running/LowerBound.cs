using Lepton.Api.Models;
using Lepton.Cli.Simulate.Contenders;
using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Setup;
using Lepton.Cli.Simulate.World;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Cli.Simulate.Running;

/// <summary>
/// What serving all demand must cost at least: now and then everything is placed afresh on the whole fleet as if nothing had ever failed, run out or stood in
/// the way, and the solver's certified bound is taken. Moves and starts are free in it, so nobody can stay at it.
/// </summary>
internal static class LowerBound
{
    /// <param name="every">Hours between two samples; each counts until the next.</param>
    /// <returns>Dollars over the whole time, and the samples by hour.</returns>
    public static (double Dollars, IReadOnlyList<(double At, double Dollars)> Samples) Of(SimulationInput input, Future future, double every, long work, CancellationToken cancellationToken = default)
    {
        var models = input.Models.Select(model => new ModelRun(Fresh(model), input.LoadOf($"{model.Metadata.Namespace}/{model.Metadata.Name}"))).ToList();
        var prices = new WorldPrices(input.Prices);
        var planner = new FleetPlanner(new LimitedSolver(work), prices);
        var world = new SimWorld(input);
        var samples = new List<(double At, double Dollars)>();
        var next = 0;
        for (var at = 0.0; at < future.Hours; at += every)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (; next < future.Events.Count && future.Events[next].At <= at; next++)
                Take(future.Events[next], models, prices);
            samples.Add((at, Sample(input, world, models, planner, at)));
        }

        return (samples.Select((sample, i) => sample.Dollars * ((i + 1 < samples.Count ? samples[i + 1].At : future.Hours) - sample.At)).Sum(), samples);
    }

    private static void Take(FutureEvent future, List<ModelRun> models, WorldPrices prices)
    {
        if (future is PriceChange price)
            prices.Apply(price);
        if (future is not LoadChange load || models.Find(model => model.Key.ToString() == load.Model) is not { } model)
            return;
        model.Load = load.UnitsPerSecond;
        model.Follow();
    }

    private static double Sample(SimulationInput input, SimWorld world, List<ModelRun> models, FleetPlanner planner, double at)
    {
        var plan = planner.Plan(new FleetSnapshot
        {
            Time = OperatorStep.Clock(at),
            Models = models.Select(model => model.Model).ToList(),
            Providers = input.Providers,
            Policies = input.Policies,
            Members = world.Clusters.ToDictionary(cluster => cluster.Name, cluster => cluster.See(at, OperatorStep.Clock), StringComparer.Ordinal),
        });

        // The bound is of cost and penalties together, and whoever serves all demand has no penalties. Where this plan does not, perhaps nobody can: then it says
        // no more than what the plan costs.
        return plan.Solution.Penalty > 0 ? Math.Min(plan.Solution.Bound, plan.Solution.Cost) : plan.Solution.Bound;
    }

    private static LeptonModel Fresh(LeptonModel model)
    {
        var copy = KubernetesJson.Deserialize<LeptonModel>(KubernetesJson.ToNode(model)!)!;
        copy.Metadata.Namespace ??= "default";
        copy.Status = new LeptonModelStatus();
        return copy;
    }
}
