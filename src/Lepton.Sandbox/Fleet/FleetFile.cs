using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lepton.Sandbox.Fleet;

/// <summary>Reads fleet files (YAML). Strict: unknown keys, unknown instance types and impossible numbers are refused with line and column.</summary>
public static class FleetFile
{
    /// <exception cref="FleetFileException">The file cannot be used; carries every error found.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FleetDefinition Load(string path) => Parse(File.ReadAllText(path), path);

    /// <param name="source">Named in errors.</param>
    /// <exception cref="FleetFileException">The text cannot be used; carries every error found.</exception>
    public static FleetDefinition Parse(string yaml, string source = "fleet")
    {
        var errors = new List<FleetFileError>();
        var definition = Root(yaml, source, errors) is { } root ? new FleetReader(errors).Read(root) : null;
        if (definition is null || errors.Count > 0)
            throw new FleetFileException(source, errors);
        return definition;
    }

    private static YamlSection? Root(string yaml, string source, List<FleetFileError> errors)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode mapping }])
                return new YamlSection(mapping, "", errors);
            errors.Add(new FleetFileError(1, 1, "", $"expected one YAML document that is a mapping; {source} has {stream.Documents.Count} documents"));
        }
        catch (YamlException error)
        {
            errors.Add(new FleetFileError((int)error.Start.Line, (int)error.Start.Column, "", $"not YAML: {error.Message}"));
        }

        return null;
    }
}
