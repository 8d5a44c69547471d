namespace Lepton.Sandbox.Fleet;

/// <summary>One thing wrong in a fleet file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">Where in the document, such as <c>members[0].nodePools[1].count</c>.</param>
/// <param name="Message">What was found and what would be right.</param>
public sealed record FleetFileError(int Line, int Column, string Path, string Message);

/// <summary>A fleet file that cannot be used; all its errors at once.</summary>
public sealed class FleetFileException(string source, IReadOnlyList<FleetFileError> errors) : Exception(Describe(source, errors))
{
    public IReadOnlyList<FleetFileError> Errors { get; } = errors;

    private static string Describe(string source, IReadOnlyList<FleetFileError> errors) =>
        string.Join('\n', errors.Select(error => $"{source}:{error.Line}:{error.Column}: {(error.Path.Length == 0 ? "" : error.Path + ": ")}{error.Message}"));
}
