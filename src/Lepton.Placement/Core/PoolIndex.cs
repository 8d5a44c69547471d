using System.Runtime.InteropServices;
using Lepton.Placement.Rules;

namespace Lepton.Placement.Core;

/// <summary>Finds the pools a model's rules leave, looking only at those with an accelerator it accepts.</summary>
internal sealed class PoolIndex
{
    private readonly Pool[] _pools;
    private readonly Dictionary<string, List<int>> _byAccelerator = new(StringComparer.Ordinal);
    private readonly List<int> _cpuOnly = [];
    private readonly List<int> _found = [];

    internal PoolIndex(Pool[] pools)
    {
        _pools = pools;
        for (var p = 0; p < pools.Length; p++)
        {
            (pools[p].Accelerator is { } name ? CollectionsMarshal.GetValueRefOrAddDefault(_byAccelerator, name, out _) ??= [] : _cpuOnly).Add(p);
        }
    }

    /// <returns>Indices in ascending order.</returns>
    internal int[] Allowed(Model model) => Look(model).ToArray();

    /// <summary>The same, until the next model is looked at.</summary>
    internal ReadOnlySpan<int> Look(Model model)
    {
        _found.Clear();
        if (model.Accelerators.Count == 0)
        {
            Add(model, _cpuOnly);
        }

        foreach (var accelerator in model.Accelerators)
        {
            if (_byAccelerator.TryGetValue(accelerator.Name, out var pools))
            {
                Add(model, pools);
            }
        }

        if (model.Accelerators.Count > 1)
        {
            _found.Sort();
        }

        return CollectionsMarshal.AsSpan(_found);
    }

    private void Add(Model model, List<int> pools)
    {
        if (!Eligibility.HasRules(model))
        {
            _found.AddRange(pools);
            return;
        }

        foreach (var p in pools)
        {
            if (Eligibility.RulesAllow(model, _pools[p]))
            {
                _found.Add(p);
            }
        }
    }
}
