using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.Commands;

/// <summary>Real processes and real signals: nothing is left behind, neither a process nor a file.</summary>
public sealed partial class InterruptTests
{
    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_sandbox_ends_when_told_and_takes_the_operator_and_all_files_along(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no signals on Windows");
        Skip.If(signal == "HUP" && HangupIsIgnored(), "this run was started to ignore SIGHUP (nohup), and what it starts inherits that");
        await using var lepton = LeptonProcess.Start(LeptonProcess.FromCheckout("sandbox", "up"));
        await lepton.SaysAsync("ends the sandbox and removes its files");
        var kubeconfig = Kubeconfig().Match(lepton.Output).Value;
        Assert.True(File.Exists(kubeconfig), kubeconfig);
        Assert.True(IsAlive(OperatorOf(lepton)));
        await AssertDashboardAsync(DashboardPattern().Match(lepton.Output).Groups[1].Value);

        await lepton.SignalAsync(signal);

        Assert.Equal(0, await lepton.EndAsync());
        Assert.EndsWith("ending", lepton.Output, StringComparison.Ordinal);
        AssertNothingLeft(lepton);
    }

    [SkippableFact]
    public async Task A_sandbox_told_to_end_while_it_starts_leaves_nothing_either()
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no signals on Windows");
        await using var lepton = LeptonProcess.Start(LeptonProcess.FromCheckout("sandbox", "up"));
        while (Directory.GetDirectories(lepton.Temporary.Path, "lepton-sandbox-*").Length == 0)
            await Task.Delay(20);

        await lepton.SignalAsync("TERM");

        Assert.Equal(130, await lepton.EndAsync());
        Assert.Contains("interrupted while starting", lepton.Output, StringComparison.Ordinal);
        AssertNothingLeft(lepton);
    }

    [SkippableTheory]
    [InlineData("INT", "knows the members only through kubeconfigs")]
    [InlineData("TERM", "observed: all models are placed and ready")]
    public async Task A_demo_that_is_interrupted_says_so_and_leaves_nothing(string signal, string after)
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no signals on Windows");
        await using var lepton = LeptonProcess.Start(LeptonProcess.FromCheckout("demo"));
        await lepton.SaysAsync(after);
        var process = OperatorOf(lepton);

        await lepton.SignalAsync(signal);

        Assert.Equal(130, await lepton.EndAsync());
        Assert.Contains("Interrupted", lepton.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("All of it was observed", lepton.Output, StringComparison.Ordinal);
        Assert.False(IsAlive(process));
        AssertNothingLeft(lepton);
    }

    [Fact]
    public async Task What_is_missing_is_named_before_anything_starts()
    {
        await using var lepton = LeptonProcess.Start("sandbox", "up", "--operator", "/nowhere/lepton-operator", "--samples", "/nowhere/samples", "--crds", Repository.PathOf("config", "crd"));

        Assert.Equal(1, await lepton.EndAsync());
        Assert.Contains("/nowhere/samples", lepton.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", lepton.Output, StringComparison.Ordinal);
        AssertNothingLeft(lepton);
    }

    /// <summary>The address that is printed shows the members once the operator has looked at them.</summary>
    private static async Task AssertDashboardAsync(string address)
    {
        using var client = new HttpClient();
        for (var end = DateTimeOffset.UtcNow.AddMinutes(2); ; await Task.Delay(200))
        {
            try
            {
                if ((await client.GetStringAsync(new Uri(address))).Contains("<dt>Clusters reachable</dt><dd>3 of 3</dd>", StringComparison.Ordinal))
                    return;
            }
            catch (HttpRequestException) when (DateTimeOffset.UtcNow < end)
            {
                // It does not listen yet.
            }

            Assert.True(DateTimeOffset.UtcNow < end, $"{address} does not show three clusters");
        }
    }

    private static void AssertNothingLeft(LeptonProcess lepton)
    {
        if (OperatorPattern().IsMatch(lepton.Output))
            Assert.False(IsAlive(OperatorOf(lepton)), "the operator is still there");
        Assert.Empty(Directory.GetFileSystemEntries(lepton.Temporary.Path));
    }

    /// <summary>SigIgn of proc(5): a hexadecimal mask whose lowest bit is SIGHUP.</summary>
    private static bool HangupIsIgnored() => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        && (ulong.Parse(mask["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 1) != 0;

    private static int OperatorOf(LeptonProcess lepton) => int.Parse(OperatorPattern().Match(lepton.Output).Groups[1].Value, CultureInfo.InvariantCulture);

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited && found.ProcessName.StartsWith("lepton", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"operator: process (\d+)")]
    private static partial Regex OperatorPattern();

    [GeneratedRegex(@"dashboard: (http://127\.0\.0\.1:\d+/)")]
    private static partial Regex DashboardPattern();

    [GeneratedRegex(@"/\S*hub\.kubeconfig")]
    private static partial Regex Kubeconfig();
}
