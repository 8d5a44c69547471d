using System.Diagnostics;

namespace Lepton.Testing.Programs;

/// <summary>How a program ended, and all it said.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
public sealed record EndedProgram(int Status, string Output, string Errors)
{
    /// <summary>Starts a program, reads both streams beside each other (a full one would hold it up), and waits until it has ended.</summary>
    /// <param name="start">The program; its streams are redirected here, and where there is nothing to read for it, its input is empty.</param>
    /// <param name="patience">The longest it may take.</param>
    /// <exception cref="OperationCanceledException">It took longer.</exception>
    public static async Task<EndedProgram> RunAsync(ProcessStartInfo start, TimeSpan patience)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, true, false);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(patience);
        await process.WaitForExitAsync(limit.Token);
        return new EndedProgram(process.ExitCode, await output, await errors);
    }
}
