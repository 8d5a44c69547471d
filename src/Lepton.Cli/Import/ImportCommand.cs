using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Hub;
using Lepton.Cli.Output;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Spectre.Console;

namespace Lepton.Cli.Import;

/// <summary><c>lepton import</c>: LeptonModels from what runs somewhere, or from files; the models on standard output, the report on standard error.</summary>
internal static class ImportCommand
{
    private static readonly ResourceDefinition[] Kinds =
    [
        ResourceDefinition.Of<V1Deployment>(), ResourceDefinition.Of<V1StatefulSet>(), ResourceDefinition.Of<V1Job>(), ResourceDefinition.Of<V1Service>(), ResourceDefinition.Of<V2HorizontalPodAutoscaler>(),
    ];

    public static Command Create()
    {
        var files = new Option<string[]>("--filename", "-f") { Description = "Manifests or compose files; - is standard input. Without it the workloads of a namespace of the cluster in the kubeconfig are read.", AllowMultipleArgumentsPerToken = true };
        var @namespace = new Option<string?>("--namespace", "-n") { Description = "Namespace to read, and of models made from what names none." };
        var accelerator = new Option<string[]>("--accelerator") { Description = "GPU type for workloads that ask for GPUs and do not say which, such as H100; more than once for several." };
        var (cluster, format) = (new HubOptions(), new Option<string>("--output", "-o") { Description = "yaml or json.", DefaultValueFactory = _ => "yaml" });
        format.AcceptOnlyFromAmong("yaml", "json");
        var command = new Command("import", "Turns Deployments, StatefulSets, Jobs, LeaderWorkerSets, PyTorchJobs and compose services into LeptonModels, and says what could not be carried. Exit status 2 when somebody has to look.")
        {
            files, @namespace, accelerator, format,
        };
        cluster.AddTo(command);
        command.SetAction(async (result, token) =>
        {
            var given = result.GetValue(files) ?? [];
            var (types, json) = (result.GetValue(accelerator) ?? [], result.GetValue(format) == "json");
            if (given.Length > 0)
                return Write(new Importer(types, result.GetValue(@namespace) ?? "default").Read(ReadFiles(given, Console.In)), json, Console.Out, Terminal.Errors());
            return await cluster.RunAsync(result, Console.Error, async (client, configuration) =>
            {
                var space = result.GetValue(@namespace) ?? configuration.Namespace;
                return Write(new Importer(types, space).Read(await ReadClusterAsync(client, space, token)), json, Console.Out, Terminal.Errors());
            });
        });
        return command;
    }

    /// <summary>All documents of the files.</summary>
    internal static IEnumerable<JsonObject> ReadFiles(IEnumerable<string> files, TextReader input) =>
        files.SelectMany(f => KubernetesYaml.LoadAll(f == "-" ? input.ReadToEnd() : File.ReadAllText(f))).OfType<JsonObject>();

    /// <summary>0: all carried; 2: somebody has to look; 1: nothing could be made.</summary>
    internal static int Write(IReadOnlyList<ImportedModel> models, bool json, TextWriter output, IAnsiConsole report)
    {
        var made = models.Where(m => m.Model is not null).ToList();
        if (json)
        {
            var data = new JsonArray([.. models.Select(m => (JsonNode)new JsonObject { ["source"] = m.Source, ["model"] = m.Model?.DeepClone(), ["notes"] = new JsonArray([.. m.Notes.Select(n => (JsonNode)new JsonObject { ["result"] = n.Result.ToString(), ["field"] = n.Field, ["text"] = n.Text })]) })]);
            output.WriteLine(data.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
        }
        else
        {
            output.Write(string.Join("---\n", made.Select(m => KubernetesYaml.Serialize(m.Model))));
        }

        foreach (var model in models)
        {
            report.WriteLine($"{model.Source}: {(model.Model is null ? "not carried" : $"LeptonModel {model.Model.Object("metadata").Text("namespace")}/{model.Model.Object("metadata").Text("name")}")}");
            foreach (var note in model.Notes)
                report.WriteLine($"  {(note.Result == ImportResult.Todo ? "LOOK" : note.Result == ImportResult.Dropped ? "left" : "ok  ")} {note.Field}: {note.Text}");
        }

        report.WriteLine($"{made.Count} of {models.Count} workloads are models now; {models.Sum(m => m.Notes.Count(n => n.Result == ImportResult.Todo))} points need somebody. Next: lepton plan -f FILE with your CloudProviders");
        return made.Count == 0 ? 1 : models.Any(m => m.Notes.Any(n => n.Result == ImportResult.Todo)) ? 2 : 0;
    }

    /// <summary>Without what controllers made: their owner is carried.</summary>
    private static async Task<IEnumerable<JsonObject>> ReadClusterAsync(IKubernetesClient cluster, string @namespace, CancellationToken cancellationToken)
    {
        var found = new List<JsonObject>();
        foreach (var kind in Kinds)
        {
            foreach (var item in (await cluster.Resource(kind).ListAllAsync(@namespace, cancellationToken: cancellationToken)).Items.Where(i => i.Metadata.OwnerReferences is null or { Count: 0 }))
            {
                var value = item.ReadJson();
                value["apiVersion"] ??= kind.ApiVersion;
                value["kind"] ??= kind.Kind;
                found.Add(value);
            }
        }

        return found;
    }
}
