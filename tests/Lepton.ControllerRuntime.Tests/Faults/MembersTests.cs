using Lepton.ControllerRuntime.Tests.Clusters;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Config.KubeConfigModels;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Files;
using Xunit.Abstractions;

namespace Lepton.ControllerRuntime.Tests.Faults;

/// <summary>Members reached in different ways at the same time; <c>make soak</c> does this for ten minutes.</summary>
[Trait("Soak", "members")]
[Collection(EndingServers.Name)]
public sealed class MembersTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(12);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("exec", 1)]
    [Trait("Rule", "Complaints/no-watch-dies-silently")]
    [Trait("Rule", "Credentials/exec-cached-to-expiry-or-401")]
    public async Task One_dies_and_returns_again_and_again_and_the_others_never_notice(string victim, int usualSeed)
    {
        var random = new Random(Soak.Seed(usualSeed));
        await using var token = await Member.StartAsync("token", c => c.Configuration());
        await using var certificate = await Member.StartAsync("certificate", c => c.Configuration(SandboxCredential.ClientCertificate));
        await using var exec = await Member.StartAsync("exec", Plugin);
        Member[] all = [token, certificate, exec];
        var dying = all.Single(m => m.Name == victim);
        for (var i = 0; i < all.Length; i++)
            all[i].BeginChanges(random.Next());

        var (deaths, start, growth) = (0, TimeProvider.System.GetTimestamp(), new Growth(Soak.Duration(Usual)));
        while (TimeProvider.System.GetElapsedTime(start) < Soak.Duration(Usual) || !growth.Enough)
        {
            await dying.DieAsync();
            deaths++;
            await Task.Delay(random.Next(300, 2000));
            await dying.ReturnAsync(forgetful: random.Next(3) == 0);
            await Task.Delay(random.Next(300, 2500));
            growth.Look();
        }

        foreach (var member in all)
            await member.EndChangesAsync();
        await Eventually.TrueAsync(() => all.All(m => m.IsConnected && m.Differences().Count == 0), TimeSpan.FromSeconds(90));
        var differences = all.Sum(m => m.Differences().Count);
        var others = all.Where(m => m != dying).Sum(m => m.Noticed);
        var report = $"members by token, certificate and exec plugin: {victim} died {deaths} times, {all.Sum(m => m.Changes)} changes, {all.Sum(m => m.Delivered)} events delivered, "
            + $"{differences} differences found, {others} failures seen by the others, {File.ReadAllLines(_folder.File("runs")).Length} runs of the plugin; {growth}";
        output.WriteLine(report);
        TestReport.Line(report);
        Assert.Equal((0, 0), (differences, others));
        Assert.Empty(growth.Found());
        // A death during a pause between attempts is not seen, and need not be.
        Assert.True(dying.Noticed > 0, report);
        Assert.True(File.ReadAllLines(_folder.File("runs")).Length > 1, report);
    }

    /// <summary>A token that is good for three seconds, printed by a program.</summary>
    private KubernetesClientConfiguration Plugin(ClusterUnderTest cluster)
    {
        var script = _folder.Script("plugin", $$"""
            echo run >> '{{_folder.File("runs")}}'
            expiry=$(date -u -d '+3 seconds' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v+3S +%Y-%m-%dT%H:%M:%SZ)
            printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"%s","expirationTimestamp":"%s"} }' '{{cluster.Configuration().AccessToken}}' "$expiry"
            """);
        var configuration = cluster.Configuration();
        configuration.AccessToken = null;
        configuration.Exec = new ExternalExecution { ApiVersion = "client.authentication.k8s.io/v1", Command = script, InteractiveMode = "Never" };
        return configuration;
    }
}
