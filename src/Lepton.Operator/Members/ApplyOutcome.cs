using System.Collections.Concurrent;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>How the last apply of a model to one member ended.</summary>
/// <param name="Reason">CamelCase; <c>Applied</c> when all is as wanted.</param>
/// <param name="Message">Names object, what was found, what would be right.</param>
/// <param name="Generation">The model's generation that was applied.</param>
internal sealed record ApplyOutcome(bool Ok, string Reason, string Message, long? Generation)
{
    public static ApplyOutcome Done(long? generation) => new(true, "Applied", "all objects are in place", generation);
}

/// <summary>The outcomes by member and model.</summary>
internal sealed class ApplyOutcomes
{
    private readonly ConcurrentDictionary<(string Cluster, ModelKey Model), ApplyOutcome> _outcomes = new();

    /// <summary>Raised when an outcome differs from the one before.</summary>
    public event Action<ModelKey>? Changed;

    public ApplyOutcome? Get(string cluster, ModelKey model) => _outcomes.GetValueOrDefault((cluster, model));

    public void Set(string cluster, ModelKey model, ApplyOutcome outcome)
    {
        var before = _outcomes.GetValueOrDefault((cluster, model));
        _outcomes[(cluster, model)] = outcome;
        if (before != outcome)
            Changed?.Invoke(model);
    }

    public void Remove(string cluster, ModelKey model)
    {
        if (_outcomes.TryRemove((cluster, model), out _))
            Changed?.Invoke(model);
    }
}
