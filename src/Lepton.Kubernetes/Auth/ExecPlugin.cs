using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Auth;

/// <summary>Runs the program once, without a terminal.</summary>
internal sealed class ExecPlugin(KubernetesClientConfiguration config, TimeSpan timeout, TimeProvider time)
{
    private const int MaxOutput = 1 << 20;
    private const int MaxErrorText = 2048;

    private ExternalExecution Exec => config.Exec!;

    internal async Task<ExecAnswer> RunAsync(CancellationToken cancellationToken)
    {
        if (Exec.InteractiveMode == "Always")
            throw Error("needs a terminal (interactiveMode Always), which there is not; use a plugin or arguments that work without one");
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var process = Start();
        try
        {
            var output = ReadAsync(process.StandardOutput, MaxOutput, both.Token);
            var errors = ReadAsync(process.StandardError, MaxErrorText, both.Token);
            await process.WaitForExitAsync(both.Token);
            await Task.WhenAll(output, errors);
            if (process.ExitCode != 0)
                throw Error($"failed with exit status {process.ExitCode}: {(await errors).Trim()}");
            return ExecCredentialMessage.Parse(await output, Exec.Command!, Exec.ApiVersion!);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Error($"did not end within {timeout.TotalSeconds:0} s");
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Exec.Command!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        foreach (var argument in Exec.Arguments ?? [])
            start.ArgumentList.Add(argument);
        foreach (var variable in Exec.EnvironmentVariables ?? [])
            start.Environment[variable.Name] = variable.Value ?? "";
        start.Environment["KUBERNETES_EXEC_INFO"] = ExecCredentialMessage.Request(config);
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new CredentialException(NotStarted(e), e);
        }
    }

    private string NotStarted(Win32Exception e)
    {
        var hint = string.IsNullOrWhiteSpace(Exec.InstallHint) ? "install it or put it on the PATH" : Exec.InstallHint.Trim();
        return $"the exec plugin {Exec.Command} of {config.Origin} cannot be started ({e.Message}): {hint}";
    }

    // Reads to the end so that the program never blocks on a full pipe, but keeps only the beginning.
    private static async Task<string> ReadAsync(StreamReader reader, int limit, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer.AsMemory(), cancellationToken) is > 0 and var read)
            text.Append(buffer, 0, Math.Min(read, Math.Max(0, limit - text.Length)));
        return text.ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    private CredentialException Error(string problem) => new($"the exec plugin {Exec.Command} of {config.Origin} {problem}");
}
