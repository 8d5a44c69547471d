using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Lepton.Operator.Tests.Emission;

/// <summary>The real kubectl against a real API server, as a judge that shares no code with ours.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    private const string Variable = "LEPTON_TEST_KUBECONFIG";

    public const string Missing = $"{Variable} names no kubeconfig of an API server that may be written to";

    public static Kubectl? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? new Kubectl(path) : null;

    /// <summary>Server-side apply, as the operator does it; the objects as the server then has them, in the order given.</summary>
    public async Task<IReadOnlyList<JsonObject>> ApplyAsync(string manifest, string manager = "lepton-operator")
    {
        var output = await RunAsync(manifest, "apply", "--server-side", $"--field-manager={manager}", "--force-conflicts", "-o", "json", "-f", "-");
        var answer = JsonNode.Parse(output)!.AsObject();
        return answer["items"] is JsonArray items ? [.. items.Select(i => i!.AsObject())] : [answer];
    }

    public async Task EnsureNamespaceAsync(string name)
    {
        var manifest = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } }.ToJsonString();
        await RunAsync(manifest, "apply", "--server-side", "--field-manager=somebody-else", "-f", "-");
    }

    public async Task<string> RunAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["KUBECONFIG"] = kubeconfig },
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)}: {await errors}");
    }
}
