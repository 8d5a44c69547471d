using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>Names of objects by a value read off them. Guarded by its store.</summary>
internal sealed class ObjectIndex<T>(Func<T, IEnumerable<string>> values) where T : class, IKubernetesObject
{
    private readonly Dictionary<string, HashSet<NamespacedName>> _names = new(StringComparer.Ordinal);

    /// <summary>The values each object is filed under: an indexer is asked once per object, so a faulty one cannot leave entries behind.</summary>
    private readonly Dictionary<NamespacedName, string[]> _filed = [];

    internal IReadOnlyCollection<NamespacedName> Names(string value) => _names.TryGetValue(value, out var names) ? names : [];

    internal void Move(NamespacedName name, T? old, T? now)
    {
        if (old is not null && _filed.Remove(name, out var before))
        {
            foreach (var value in before)
                TakeOut(name, value);
        }

        if (now is null)
            return;
        string[] after = [.. values(now).Distinct(StringComparer.Ordinal)];
        if (after.Length == 0)
            return;
        _filed[name] = after;
        foreach (var value in after)
            File(name, value);
    }

    private void File(NamespacedName name, string value)
    {
        if (!_names.TryGetValue(value, out var names))
            _names[value] = names = [];
        names.Add(name);
    }

    private void TakeOut(NamespacedName name, string value)
    {
        if (_names.TryGetValue(value, out var names) && names.Remove(name) && names.Count == 0)
            _names.Remove(value);
    }
}
