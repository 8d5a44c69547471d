namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>What is to happen with a key after a reconcile without error.</summary>
public readonly record struct ReconcileResult
{
    /// <summary>Done until something changes.</summary>
    public static ReconcileResult Success => default;

    /// <summary>Once more, with the rate limit of failures but without counting an error.</summary>
    public static ReconcileResult Again => new() { Requeue = true };

    /// <summary>Add the key again, rate-limited.</summary>
    public bool Requeue { get; init; }

    /// <summary>Add the key again after this time; wins over <see cref="Requeue"/>. Zero: not.</summary>
    public TimeSpan RequeueAfter { get; init; }

    /// <summary>Once more after a time, whatever happens until then.</summary>
    public static ReconcileResult After(TimeSpan delay) => new() { RequeueAfter = delay };
}
