using Lepton.Kubernetes.Schema;

namespace Lepton.Api;

public enum TaintEffect
{
    [Description("Nothing new that does not tolerate it.")]
    NoSchedule,

    [Description("Rather not.")]
    PreferNoSchedule,

    [Description("Nothing that does not tolerate it; what runs is moved away.")]
    NoExecute,
}

public enum TolerationOperator
{
    [Description("Key and value are equal.")]
    Equal,

    [Description("The key is there, whatever its value.")]
    Exists,
}

/// <summary>What repels models from a cluster, or pods from the nodes of a pool.</summary>
public sealed class ClusterTaint
{
    [Length(1, 316)]
    [Description("Key of the taint.")]
    public string Key { get; set; } = "";

    [Length(63)]
    [Description("Value of the taint.")]
    public string? Value { get; set; }

    [Default]
    [Description("What it does to those who do not tolerate it.")]
    public TaintEffect Effect { get; set; } = TaintEffect.NoSchedule;
}

/// <summary>A taint of clusters that models bear.</summary>
[ValidationRule("has(self.key) || self.operator == 'Exists'", Message = "without a key the operator must be Exists (which tolerates every taint)")]
[ValidationRule("self.operator != 'Exists' || !has(self.value)", Message = "with operator Exists there must be no value")]
public sealed class ClusterToleration
{
    [Length(1, 316)]
    [Description("Key of the taint. Without it (and with operator Exists) every taint is tolerated.")]
    public string? Key { get; set; }

    [Default]
    [Description("How key and value are compared.")]
    public TolerationOperator Operator { get; set; } = TolerationOperator.Equal;

    [Length(63)]
    [Description("Value of the taint, for operator Equal.")]
    public string? Value { get; set; }

    [Description("Effect that is tolerated; without it, all.")]
    public TaintEffect? Effect { get; set; }

    public bool Tolerates(ClusterTaint taint) =>
        (Effect is null || Effect == taint.Effect)
        && (string.IsNullOrEmpty(Key) ? Operator == TolerationOperator.Exists : Key == taint.Key)
        && (Operator == TolerationOperator.Exists || (Value ?? "") == (taint.Value ?? ""));
}
