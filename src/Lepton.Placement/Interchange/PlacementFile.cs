using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lepton.Placement.Interchange;

/// <summary>
/// The interchange file (docs/reference/placement-file.md): problems and plans as JSON. Unknown keys, wrong types and missing keys are errors that
/// name the path; what the numbers mean is checked by <see cref="ProblemValidator"/>, which the solver calls.
/// </summary>
public static class PlacementFile
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <param name="fileName">What messages call the file.</param>
    /// <exception cref="PlacementProblemException">The text is not a problem: every mistake with its path.</exception>
    public static PlacementProblem ReadProblem(string json, string fileName = "problem") => Read(json, fileName, ProblemReader.Problem);

    /// <inheritdoc cref="ReadProblem"/>
    public static PlacementPlan ReadPlan(string json, string fileName = "plan") => Read(json, fileName, PlanReader.Plan);

    public static string WriteProblem(PlacementProblem problem) => Write(json => new ProblemWriter(json).Write(problem));

    /// <param name="seconds">How long the solver took, if measured; the only part that differs between runs.</param>
    /// <param name="peakMiB">The most memory it used, if measured.</param>
    public static string WritePlan(PlacementPlan plan, double? seconds = null, double? peakMiB = null) =>
        Write(json => new PlanWriter(json).Write(plan, seconds, peakMiB));

    private static T Read<T>(string json, string fileName, Func<JsonObjectReader, T> read)
    {
        var errors = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var reader = new JsonObjectReader(document.RootElement, "", errors);
            var result = read(reader);
            reader.Done();
            if (errors.Count == 0)
            {
                return result;
            }
        }
        catch (JsonException e)
        {
            errors.Add($"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: found text that is not JSON, expected one JSON object ({e.Message})");
        }

        throw new PlacementProblemException(errors.Select(e => $"{fileName}: {e}").ToList());
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
