using System.Text.Json.Nodes;

namespace Lepton.Operator.Emission.Pods;

/// <summary>
/// How the workers of a run find each other: the variables of PyTorch's <c>env://</c> initialization with one process per worker (MASTER_ADDR, MASTER_PORT, WORLD_SIZE, RANK),
/// and those that torchrun reads as its defaults (<c>PET_*</c>: torch/distributed/argparse_util.py), which then starts a process per GPU and sets the former itself.
/// </summary>
internal static class Rendezvous
{
    // The annotation is older than the label of the same name (1.21 against 1.28) and never switched off.
    private const string Index = "metadata.annotations['batch.kubernetes.io/job-completion-index']";

    public static JsonArray Environment(string job, int port, int workers, int gpusPerWorker)
    {
        // Worker 0 by its name in the headless Service, which carries the Job's name.
        var master = $"{job}-0.{job}";
        return
        [
            Value("MASTER_ADDR", master),
            Value("MASTER_PORT", port.ToString()),
            Value("WORLD_SIZE", workers.ToString()),
            CompletionIndex("RANK"),
            Value("PET_NNODES", workers.ToString()),
            CompletionIndex("PET_NODE_RANK"),
            Value("PET_MASTER_ADDR", master),
            Value("PET_MASTER_PORT", port.ToString()),
            Value("PET_NPROC_PER_NODE", Math.Max(1, gpusPerWorker).ToString()),
        ];
    }

    private static JsonObject Value(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject CompletionIndex(string name) => new()
    {
        ["name"] = name,
        ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = Index } },
    };
}
