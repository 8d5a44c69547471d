using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>What a member has and what is taken of it, put together when it is asked for and only when something that means anything for it changed.</summary>
internal sealed class CapacityCache(Func<(IReadOnlyList<NodeView> Nodes, IReadOnlyList<PodView> Unbound)> build)
{
    private readonly Lock _gate = new();
    private (IReadOnlyList<NodeView> Nodes, IReadOnlyList<PodView> Unbound)? _built;

    /// <summary>How often it was put together, for tests and figures.</summary>
    public int Builds { get; private set; }

    /// <summary>The same lists are answered until <see cref="Outdate"/> is called.</summary>
    public (IReadOnlyList<NodeView> Nodes, IReadOnlyList<PodView> Unbound) Get()
    {
        lock (_gate)
        {
            if (_built is not { } built)
            {
                _built = built = build();
                Builds++;
            }

            return built;
        }
    }

    public void Outdate()
    {
        lock (_gate)
            _built = null;
    }
}
