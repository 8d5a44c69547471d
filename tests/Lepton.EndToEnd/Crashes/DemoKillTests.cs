using Lepton.EndToEnd.Harness;
using Xunit;

namespace Lepton.EndToEnd.Crashes;

/// <summary>The demo from start to end, with the operator killed during each of its steps: placing, a price change, a lost cluster and its return, deletion.</summary>
[Trait("Suite", "long")]
public sealed class DemoKillTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task The_demo_observes_everything_although_the_operator_is_killed_in_each_step(string seed)
    {
        await using var lepton = LeptonProcess.Start(LeptonProcess.FromCheckout("demo", "--kills", "2", "--seed", seed));

        Assert.True(await lepton.EndAsync() == 0, lepton.Output);

        Assert.Contains($"killed the operator 8 times meanwhile (seed {seed})", lepton.Output, StringComparison.Ordinal);
        Assert.Contains("All of it was observed", lepton.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(lepton.Temporary.Path));
    }

    [Fact]
    public async Task A_number_of_kills_below_zero_is_refused()
    {
        await using var lepton = LeptonProcess.Start(LeptonProcess.FromCheckout("demo", "--kills", "-2"));

        Assert.Equal(1, await lepton.EndAsync());
        Assert.Contains("--kills: found -2, expected 0 or more", lepton.Output, StringComparison.Ordinal);
    }
}
