namespace Lepton.Kubernetes.Schema;

/// <summary>The items are owned one by one, found by these fields (x-kubernetes-list-type: map). Keys must be required or have defaults.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapAttribute(params string[] keys) : Attribute
{
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>The items are scalars, owned one by one, each at most once (x-kubernetes-list-type: set).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListSetAttribute : Attribute;

/// <summary>The list, map or object is owned and replaced as a whole. It is what a list without another attribute is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AtomicAttribute : Attribute;
