namespace Lepton.Sandbox.FieldManagement.Sets;

/// <summary>
/// A set of paths, as a tree. A step is written as in FieldsV1: <c>f:name</c>, <c>k:{"name":"app"}</c>, <c>v:"x"</c>.
/// Sets are not changed once they are shared: the operations return new ones.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Whether the path that leads here belongs to the set.</summary>
    public bool IsMember { get; private set; }

    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    public bool IsEmpty => !IsMember && _children.Values.All(child => child.IsEmpty);

    public FieldSet? Child(string step) => _children.GetValueOrDefault(step);

    /// <summary>The set of the paths given, each a list of steps.</summary>
    public static FieldSet Of(params IEnumerable<string[]> paths)
    {
        var set = new FieldSet();
        foreach (var path in paths)
            path.Aggregate(set, (at, step) => at.Descend(step)).Mark();
        return set;
    }

    /// <summary>For building: the subtree below a step, made when there is none.</summary>
    public FieldSet Descend(string step)
    {
        if (!_children.TryGetValue(step, out var child))
            _children[step] = child = new FieldSet();
        return child;
    }

    /// <summary>For building: the path that leads here belongs to the set.</summary>
    public void Mark() => IsMember = true;

    /// <summary>For building.</summary>
    public void Put(string step, FieldSet child) => _children[step] = child;

    public FieldSet Union(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember || other.IsMember };
        foreach (var (step, child) in _children)
            result._children[step] = other.Child(step) is { } twin ? child.Union(twin) : child;
        foreach (var (step, child) in other._children)
            result._children.TryAdd(step, child);
        return result;
    }

    public FieldSet Intersection(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember && other.IsMember };
        foreach (var (step, child) in _children)
        {
            if (other.Child(step) is { } twin && child.Intersection(twin) is { IsEmpty: false } common)
                result._children[step] = common;
        }

        return result;
    }

    /// <summary>The paths that are not in the other set; what lies below one of its paths stays.</summary>
    public FieldSet Difference(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember && !other.IsMember };
        foreach (var (step, child) in _children)
        {
            var rest = other.Child(step) is { } twin ? child.Difference(twin) : child;
            if (!rest.IsEmpty)
                result._children[step] = rest;
        }

        return result;
    }

    /// <summary>The set without everything at and below a step from its root.</summary>
    public FieldSet Without(string step)
    {
        var result = new FieldSet { IsMember = IsMember };
        foreach (var (other, child) in _children.Where(pair => pair.Key != step))
            result._children[other] = child;
        return result;
    }

    /// <summary>Only what is at and below a step from its root.</summary>
    public FieldSet Only(string step)
    {
        var result = new FieldSet();
        if (Child(step) is { } child)
            result._children[step] = child;
        return result;
    }

    /// <summary>All paths in order, each a list of steps.</summary>
    public IEnumerable<string[]> Paths() => IsMember ? Below().Prepend([]) : Below();

    private IEnumerable<string[]> Below()
    {
        foreach (var (step, _) in _children.Where(child => child.Value.IsMember))
            yield return [step];
        foreach (var (step, child) in _children)
        {
            foreach (var path in child.Below())
                yield return [step, .. path];
        }
    }

    public bool SetEquals(FieldSet other) => Difference(other).IsEmpty && other.Difference(this).IsEmpty;
}
