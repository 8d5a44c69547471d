using Lepton.EndToEnd.Moves;
using Lepton.Sandbox.Fleet;

namespace Lepton.EndToEnd.Chaos;

/// <summary>What a run went through, and what its spread models had ready at the least.</summary>
internal sealed class ChaosTally
{
    private readonly List<(DateTimeOffset At, string What)> _story = [];
    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);

    public int Faults { get; private set; }

    public void Begun(DateTimeOffset at, FaultEvent fault)
    {
        Faults++;
        _kinds[fault.Kind.ToString()] = _kinds.GetValueOrDefault(fault.Kind.ToString()) + 1;
        _story.Add((at, $"{fault.Kind} {fault.Cluster} {fault.Pods} {fault.Pool} node {fault.Node} for {60 * fault.ForHours:0} min"));
    }

    public void Calm(DateTimeOffset at) => _story.Add((at, "calm"));

    public string Kinds => string.Join(", ", _kinds.Select(static kind => $"{kind.Key} {kind.Value}"));

    /// <summary>What led to the first moment without a ready replica.</summary>
    public string Story(PodWatch watch, int began)
    {
        var samples = watch.Samples.Skip(began).ToList();
        var zero = samples.FindIndex(s => s.Ready == 0);
        return zero < 0 ? "" : string.Join('\n', _story.Concat(samples.Take(zero + 1).TakeLast(25).Select(s => (s.At, What: $"    {s.Change}: {s.Ready} ready, in {string.Join(',', s.AliveIn)}")))
            .Where(e => e.At <= samples[zero].At && e.At > samples[zero].At - TimeSpan.FromHours(2)).OrderBy(e => e.At).Select(e => $"{e.At:HH:mm:ss} {e.What}"));
    }
}
