using System.Collections.Concurrent;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>How the last apply of a model to one member ended.</summary>
/// <param name="Reason">CamelCase; <c>Applied</c> when all is as wanted, <c>KeptOtherwise</c> when all was taken and not all is kept as written.</param>
/// <param name="Message">Names object, what was found, what would be right.</param>
/// <param name="Generation">The model's generation that was applied.</param>
internal sealed record ApplyOutcome(bool Ok, string Reason, string Message, long? Generation)
{
    public const string Applied = "Applied";

    public static ApplyOutcome Done(long? generation) => new(true, Applied, "all objects are in place", generation);
}

/// <summary>The outcomes by member and model.</summary>
internal sealed class ApplyOutcomes
{
    private readonly ConcurrentDictionary<(string Cluster, ModelKey Model), ApplyOutcome> _outcomes = new();

    private readonly ConcurrentDictionary<(string Cluster, ModelKey Model), DateTimeOffset> _decisions = new();

    /// <summary>Raised when an outcome differs from the one before.</summary>
    public event Action<ModelKey>? Changed;

    public ApplyOutcome? Get(string cluster, ModelKey model) => _outcomes.GetValueOrDefault((cluster, model));

    /// <summary>Clusters to which something of the model was applied and not taken away since.</summary>
    public IEnumerable<string> ClustersOf(ModelKey model) => _outcomes.Keys.Where(k => k.Model == model).Select(k => k.Cluster);

    /// <summary>When the newest decision was made of which the member has all; null when there is none.</summary>
    public DateTimeOffset? DecisionOf(string cluster, ModelKey model) => _decisions.TryGetValue((cluster, model), out var time) ? time : null;

    /// <summary>The member has all that was decided at a time.</summary>
    /// <returns>True when that is news.</returns>
    public bool Arrived(string cluster, ModelKey model, DateTimeOffset decided)
    {
        var news = DecisionOf(cluster, model) is not { } before || before < decided;
        if (news)
            _decisions[(cluster, model)] = decided;
        return news;
    }

    public void Set(string cluster, ModelKey model, ApplyOutcome outcome)
    {
        var before = _outcomes.GetValueOrDefault((cluster, model));
        _outcomes[(cluster, model)] = outcome;
        if (before != outcome)
            Changed?.Invoke(model);
    }

    public void Remove(string cluster, ModelKey model)
    {
        _decisions.TryRemove((cluster, model), out _);
        if (_outcomes.TryRemove((cluster, model), out _))
            Changed?.Invoke(model);
    }
}
