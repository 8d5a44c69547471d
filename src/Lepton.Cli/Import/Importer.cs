using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Validation;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Cli.Import;

/// <summary>Turns workloads that somebody has into LeptonModels, and says of each what could not be carried. Pure: the same documents give the same models.</summary>
/// <param name="accelerators">GPU types for workloads that ask for GPUs and do not say which.</param>
/// <param name="defaultNamespace">For what names none.</param>
internal sealed class Importer(IReadOnlyList<string> accelerators, string defaultNamespace)
{
    /// <summary>Models in the order of their sources.</summary>
    public IReadOnlyList<ImportedModel> Read(IEnumerable<JsonObject> documents)
    {
        var all = documents.SelectMany(Flatten).ToList();
        var gpus = new AcceleratorImport(accelerators);
        var workloads = new WorkloadImport(new PodImport(gpus));
        var compose = new ComposeImport(new AcceleratorImport(accelerators), defaultNamespace);
        var found = new List<ImportedModel>();
        foreach (var document in all)
        {
            if (document.ContainsKey("services") && !document.ContainsKey("kind"))
                found.AddRange(compose.Read(document));
            else if (workloads.Read(document, defaultNamespace) is { } read)
                found.Add(read);
        }

        Companions.Attach(all, found, defaultNamespace);
        foreach (var model in found)
            Validate(model);
        return found;
    }

    private static IEnumerable<JsonObject> Flatten(JsonObject document) =>
        document.Text("kind")?.EndsWith("List", StringComparison.Ordinal) == true ? document.List("items").OfType<JsonObject>() : [document];

    /// <summary>By the code that judges every model.</summary>
    private static void Validate(ImportedModel model)
    {
        if (model.Model is null)
            return;
        var typed = KubernetesJson.Deserialize<LeptonModel>(model.Model)!;
        foreach (var error in ModelValidator.Validate(typed).Where(e => e.Found != "\"REPLACE-ME\""))
            model.Todo(error.Field, $"found {error.Found}, expected {error.Expected}");
    }
}
