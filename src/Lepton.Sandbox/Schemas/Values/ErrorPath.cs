namespace Lepton.Sandbox.Schemas.Values;

/// <summary>Where a value stands, as the field of an error and as its text names it.</summary>
/// <param name="Field"><c>spec.endpoints[0].port</c>; empty at the root.</param>
/// <param name="InText">The same, but relative to the status when only that is written.</param>
internal readonly record struct ErrorPath(string Field, string InText)
{
    public static ErrorPath Root { get; } = new("", "");

    public ErrorPath Child(string name) => new(Join(Field, name), Join(InText, name));

    public ErrorPath Index(int index) => new($"{Field}[{index}]", $"{InText}[{index}]");

    /// <summary>From here on texts begin anew.</summary>
    public ErrorPath Rebased() => this with { InText = "" };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
