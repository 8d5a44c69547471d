using Lepton.Api.Manifests;

namespace Lepton.Cli.Manifests;

/// <summary>Reads manifests from files and folders.</summary>
internal static class ManifestFiles
{
    /// <summary>Reads files and folders (all *.yaml, *.yml and *.json in them, by name; kustomization files are skipped); <c>-</c> is standard input.</summary>
    /// <exception cref="ManifestException">Everything that is wrong in any of them.</exception>
    public static ManifestSet Load(IEnumerable<string> paths, TextReader? input = null)
    {
        var errors = new List<string>();
        var files = paths.SelectMany(p => Expand(p, errors)).Select(f => (Name: f, Text: Read(f, input, errors))).ToList();
        var set = ManifestReader.Read(files);
        errors.AddRange(set.Problems.Select(p => p.ToString()));
        return errors.Count == 0 ? set : throw new ManifestException(errors);
    }

    private static string Read(string file, TextReader? input, List<string> errors)
    {
        try
        {
            return file == "-" ? (input ?? Console.In).ReadToEnd() : File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{file}: {e.Message}");
            return "";
        }
    }

    private static IEnumerable<string> Expand(string path, List<string> errors)
    {
        if (path == "-" || File.Exists(path))
            return [path];
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".yaml" or ".yml" or ".json" && !Path.GetFileName(f).StartsWith("kustomization", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal);
        }

        errors.Add($"{path}: there is no such file or folder");
        return [];
    }
}

/// <summary>Manifests that cannot be used; one line for each mistake.</summary>
internal sealed class ManifestException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
