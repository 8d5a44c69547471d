namespace Lepton.Kubernetes.Schema;

/// <summary>What <c>kubectl explain</c> shows for a kind, a field or (joined into the field's text) an enum value.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Enum, Inherited = false)]
public sealed class DescriptionAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

/// <summary>
/// The field may be absent although its C# type says otherwise (the property's initializer then stands for it in C# only).
/// Without it, a property that is not nullable and has no <see cref="DefaultAttribute"/> is required.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionalAttribute : Attribute;

/// <summary>
/// The API server fills an absent field with the property's initializer, so that C# and the server agree on one value.
/// An object's default is <c>{}</c>: its own fields' defaults follow.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute : Attribute;

/// <summary><c>null</c> may be stored. Without it the server drops nulls.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NullableFieldAttribute : Attribute;

/// <summary>Least value of a number (of each value, on a list or map of numbers).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MinimumAttribute(double value) : Attribute
{
    public double Value { get; } = value;

    public bool Exclusive { get; init; }
}

/// <summary>Greatest value of a number (of each value, on a list or map of numbers).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MaximumAttribute(double value) : Attribute
{
    public double Value { get; } = value;

    public bool Exclusive { get; init; }
}

/// <summary>Length of a string in characters (of each string, on a list or map of strings). Bounds are what makes CEL rules affordable.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int min, int max) : Attribute
{
    public LengthAttribute(int max)
        : this(0, max)
    {
    }

    public int Min { get; } = min;

    public int Max { get; } = max;
}

/// <summary>Regular expression (RE2) a string must match, or each string of a list or map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string expression) : Attribute
{
    public string Expression { get; } = expression;
}

/// <summary>An OpenAPI format (<c>int32</c>, <c>date-time</c> … are set from the C# type and need none).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormatAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Number of items of a list, or of entries of a map.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountAttribute(int min, int max) : Attribute
{
    public CountAttribute(int max)
        : this(0, max)
    {
    }

    public int Min { get; } = min;

    public int Max { get; } = max;
}
