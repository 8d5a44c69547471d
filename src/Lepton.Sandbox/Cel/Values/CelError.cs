namespace Lepton.Sandbox.Cel.Values;

/// <summary>An error as a value: operators that look at one side only may drop it, everything else passes it on.</summary>
/// <param name="Message">As cel-go words it.</param>
internal sealed record CelError(string Message)
{
    public static CelError NoSuchOverload { get; } = new("no such overload");

    public static CelError IntOverflow { get; } = new("integer overflow");

    public static CelError UintOverflow { get; } = new("unsigned integer overflow");

    public static CelError DurationOverflow { get; } = new("duration overflow");

    public static CelError TimestampOverflow { get; } = new("timestamp overflow");

    public static CelError DivisionByZero { get; } = new("division by zero");

    public static CelError ModulusByZero { get; } = new("modulus by zero");

    public static CelError NaN { get; } = new("NaN values cannot be ordered");

    public static CelError NoKey(object? key) => new($"no such key: {Conversion.Plain(key)}");

    public static CelError OutOfBounds(object? index) => new($"index out of bounds: {Conversion.Plain(index)}");

    /// <summary>With the types of what a function was given.</summary>
    public static CelError NoOverload(string function, IEnumerable<object?> args) =>
        new($"no such overload: {function}({string.Join(", ", args.Select(arg => TypeOf.Value(arg).Name))})");
}
