namespace Lepton.Sandbox.Fleet;

/// <summary>Files that travel inside the assembly.</summary>
internal static class EmbeddedText
{
    private const string Prefix = "Lepton.Sandbox.Fleet.";

    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
