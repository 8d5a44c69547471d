using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Lepton.Kubernetes.Schema;

namespace Lepton.Operator.Status;

/// <summary>
/// Cuts a status to what its schema takes, read off the same attributes that the CRD is generated from: a sentence that grew too long (a hundred candidates, each with
/// its reason) must not keep the status from being written at all. Prose ends in an ellipsis; lists lose their last items. Names are never cut: half a
/// name is the name of something else, and the server's refusal says which field it is.
/// </summary>
internal static class SchemaLimits
{
    /// <summary>Strings with a shorter bound, or a pattern, are names.</summary>
    private const int ShortestProse = 1024;

    private static readonly ConcurrentDictionary<Type, Bound[]> Known = new();

    /// <summary>Cuts the object in place, and everything in it.</summary>
    public static T Fit<T>(T value) where T : class
    {
        foreach (var bound in Known.GetOrAdd(value.GetType(), Bounds))
            bound.Fit(value);
        return value;
    }

    private static Bound[] Bounds(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p is { CanRead: true, CanWrite: true } && p.GetIndexParameters().Length == 0)
        .Select(Bound.Of).OfType<Bound>().ToArray();

    /// <summary>At most so many characters; what is cut ends in an ellipsis, and no character is cut in two.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = most - 1;
        if (char.IsHighSurrogate(text[end - 1]))
            end--;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>One property and what it may hold.</summary>
    private sealed record Bound(PropertyInfo Property, int? Characters, int? Items)
    {
        public static Bound? Of(PropertyInfo property)
        {
            if (property.PropertyType == typeof(string))
            {
                var length = property.GetCustomAttribute<LengthAttribute>()?.Max;
                return length >= ShortestProse && property.GetCustomAttribute<PatternAttribute>() is null ? new Bound(property, length, null) : null;
            }

            if (typeof(IDictionary).IsAssignableFrom(property.PropertyType))
                return null;
            if (typeof(IList).IsAssignableFrom(property.PropertyType))
                return new Bound(property, null, property.GetCustomAttribute<CountAttribute>()?.Max ?? int.MaxValue);
            return property.PropertyType is { IsClass: true, Namespace: { } space } && space.StartsWith("Lepton.", StringComparison.Ordinal) ? new Bound(property, null, null) : null;
        }

        public void Fit(object owner)
        {
            switch (Property.GetValue(owner))
            {
                case string text when text.Length > Characters:
                    Property.SetValue(owner, Cut(text, Characters.Value));
                    break;
                case IList list:
                    while (list.Count > Items)
                        list.RemoveAt(list.Count - 1);
                    foreach (var item in list)
                    {
                        if (item is not null and not string and not ValueType)
                            SchemaLimits.Fit(item);
                    }

                    break;
                case { } inner and not string:
                    SchemaLimits.Fit(inner);
                    break;
            }
        }
    }
}
