using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Operator.State;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Running;

/// <summary>One model during a run: the object with its status, its load, and what became of it.</summary>
internal sealed class ModelRun(LeptonModel model, LoadDefinition? load)
{
    public LeptonModel Model { get; } = model;

    public ModelKey Key { get; } = new(model.Metadata.Namespace!, model.Metadata.Name!);

    public LoadDefinition? LoadCurve { get; } = load;

    /// <summary>Units per second that come in now; 0 for training.</summary>
    public double Load { get; set; } = model.Spec.Workload == WorkloadKind.Training ? 0 : model.Spec.Demand?.UnitsPerSecond ?? model.Spec.Replicas ?? 1;

    public bool IsTraining => Model.Spec.Workload == WorkloadKind.Training;

    public double UnservedUnitHours { get; set; }

    public double LoadUnitHours { get; set; }

    /// <summary>Hours in which something came in and nothing served.</summary>
    public double DownHours { get; set; }

    /// <summary>Units whose requests waited longer than the objective allows.</summary>
    public double LateUnitHours { get; set; }

    /// <summary>For training: hours in which the whole gang ran.</summary>
    public double GangHours { get; set; }

    public int Moves { get; set; }

    /// <summary>
    /// The demand that goes with a load: raised when half of the headroom is used up, lowered when a fifth would be left over. True when it changed.
    /// </summary>
    public bool Follow()
    {
        if (LoadCurve is null || Model.Spec.Demand is not { } demand)
            return false;
        var wanted = Load * (1 + LoadCurve.Headroom);
        if (Load * (1 + LoadCurve.Headroom / 2) <= demand.UnitsPerSecond && wanted >= 0.8 * demand.UnitsPerSecond)
            return false;
        demand.UnitsPerSecond = Math.Max(1e-3, Round(wanted));
        Model.Metadata.Generation = (Model.Metadata.Generation ?? 1) + 1;
        return true;
    }

    /// <summary>Two significant digits are enough for a wish.</summary>
    private static double Round(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1e-3, value))) - 1);
        return Math.Ceiling(value / unit) * unit;
    }
}
