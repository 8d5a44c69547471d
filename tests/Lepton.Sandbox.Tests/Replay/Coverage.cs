namespace Lepton.Sandbox.Tests.Replay;

/// <summary>Which recorded steps lie outside what the sandbox covers, and why. A line of <c>outside-coverage.tsv</c> is <c>FILE#STEP[-STEP], tab, reason</c>.</summary>
internal sealed class Coverage
{
    private const string Resource = "Lepton.Sandbox.Tests.Replay.outside-coverage.tsv";
    private readonly Dictionary<(string Scenario, int Step), string> _outside = [];

    private Coverage(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l[0] != '#'))
        {
            if (line.Split('\t') is not [var id, { Length: > 0 } reason])
                throw new FormatException($"outside-coverage.tsv: \"{line}\" is not FILE#STEP, tab, reason");
            var (scenario, steps) = (id[..2], id[3..].Split('-'));
            for (var step = Number(steps[0]); step <= Number(steps[^1]); step++)
                _outside.Add((scenario, step), reason);
        }
    }

    public static Coverage Published { get; } = new(Read());

    public IReadOnlyDictionary<(string Scenario, int Step), string> Outside => _outside;

    public bool Contains(StepResult result) => !_outside.ContainsKey((result.Scenario, result.Step));

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string Read()
    {
        using var reader = new StreamReader(typeof(Coverage).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}
