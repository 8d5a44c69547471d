namespace Lepton.Delivery.Tests.Scripts;

/// <summary>The same sources give the same bytes, wherever they lie: one library with each run of the tests, the programs with <c>make test-long</c>.</summary>
public sealed class ReproducibleTests
{
    [SkippableFact]
    public Task A_library_is_the_same_bytes_from_another_folder() => BuiltTwiceAsync("src/Lepton.Placement");

    [SkippableFact]
    [Trait("Suite", "long")]
    public Task So_is_every_file_of_the_programs() => BuiltTwiceAsync();

    private static async Task BuiltTwiceAsync(params string[] projects)
    {
        Skip.If(OperatingSystem.IsWindows() || Checkout.Program("bash") is null || Checkout.Program("git") is null, "scripts/reproducible.sh needs bash and git");
        Assert.EndsWith("files are the same bytes in both builds\n", await Checkout.RunAsync("bash", ["scripts/reproducible.sh", .. projects]), StringComparison.Ordinal);
    }
}
