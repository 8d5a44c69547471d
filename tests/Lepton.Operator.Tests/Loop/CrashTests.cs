using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Loop;

/// <summary>The operator ends at every single write to a member, before it or after it, and starts again: the world becomes the same as without.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Ending_at_any_write_changes_nothing_in_the_end()
    {
        var (whole, writes) = await RunAsync(crashAt: null);
        Assert.Equal(["aws Deployment 2", "aws Namespace", "aws Service", "gcp Deployment 1", "gcp Namespace", "gcp Service"], whole);
        Assert.True(writes >= 8, $"only {writes} writes to end at");
        for (var n = 1; n <= writes; n++)
            Assert.Equal(whole, (await RunAsync(n)).Objects);
    }

    /// <summary>Places a model, deletes another, and says what stands in the members in the end and how many writes it took.</summary>
    private static async Task<(IReadOnlyList<string> Objects, int Writes)> RunAsync(int? crashAt)
    {
        await using var world = new World().Cloud("aws", 10).Cloud("gcp", 12).With(Make.Model("m", 3));
        var (writes, crashed) = (0, 0);
        world.OnMemberWrite((_, _) =>
        {
            if (Interlocked.Increment(ref writes) != crashAt)
                return null;
            Volatile.Write(ref crashed, 1);
            // Odd ones are never answered, even ones are made and the answer is lost with the process.
            return crashAt % 2 == 1 ? FakeFault.Fail(FakeErrors.Reset()) : null;
        });
        world.Start();
        if (crashAt is not null)
        {
            // The first run may have taken a write more, where a watch was behind: then it ends when all is done.
            var late = world.Time.Elapsed + TimeSpan.FromMinutes(3);
            await world.UntilAsync(() => Volatile.Read(ref crashed) == 1 || world.Time.Elapsed > late);
            await world.StopAsync();
            world.Start();
        }

        await world.ReadyAsync("m");
        await world.QuietAsync();
        return ([.. new[] { "aws", "gcp" }.SelectMany(c => Objects(world, c)).Order(StringComparer.Ordinal)], writes);
    }

    private static IEnumerable<string> Objects(World world, string member) => world.In<V1Deployment>(member).Select(d => $"{member} Deployment {d.Json["spec"]!["replicas"]}")
        .Concat(world.In<V1Service>(member).Select(_ => $"{member} Service"))
        .Concat(world.In<V1Namespace>(member).Select(_ => $"{member} Namespace"));
}
