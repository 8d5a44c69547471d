using System.Text.Json.Nodes;

namespace Lepton.Cli.Import;

/// <summary>What became of a part of a workload.</summary>
internal enum ImportResult
{
    /// <summary>Carried, in another place or form than it had.</summary>
    Changed,

    /// <summary>Not carried: it has no place in a LeptonModel, or the operator makes its own.</summary>
    Dropped,

    /// <summary>Somebody has to look at it before the model can be used.</summary>
    Todo,
}

/// <summary>One line of the report.</summary>
/// <param name="Field">Where it was, in the source.</param>
/// <param name="Text">What became of it, and why.</param>
internal sealed record ImportNote(ImportResult Result, string Field, string Text);

/// <summary>A workload and the model made of it.</summary>
/// <param name="source">Kind and name in the source, such as <c>Deployment models/llm</c>.</param>
internal sealed class ImportedModel(string source)
{
    private readonly List<ImportNote> _notes = [];

    public string Source { get; } = source;

    /// <summary>The LeptonModel; null when nothing could be made of it.</summary>
    public JsonObject? Model { get; set; }

    public IReadOnlyList<ImportNote> Notes => _notes;

    /// <summary>What the workload is labelled with: Services and autoscalers find it by them.</summary>
    public IReadOnlyDictionary<string, string> PodLabels { get; set; } = new Dictionary<string, string>();

    public void Changed(string field, string text) => _notes.Add(new ImportNote(ImportResult.Changed, field, text));

    public void Dropped(string field, string text) => _notes.Add(new ImportNote(ImportResult.Dropped, field, text));

    public void Todo(string field, string text) => _notes.Add(new ImportNote(ImportResult.Todo, field, text));
}
