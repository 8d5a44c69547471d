using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Lepton.Api;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

public sealed partial class NamesTests
{
    private static readonly Gen<string> ModelNames = Gen.Elements("abcz0189-.".ToCharArray()).ListOf().Select(c => new string([.. c]))
        .Select(s => NotAllowed().Replace(s, "").Trim('-', '.'))
        .Where(s => s.Length is > 0 and <= 52);

    private static readonly Gen<string?> Accelerators = Gen.Elements<string?>(
        null, "H100", "A100-80GB", "xilinx.com/fpga", "RTX-PRO-6000-Blackwell-Server-Edition", "-odd.", "MI300X");

    private static readonly Arbitrary<(string Model, string Pool, string? Accelerator, CapacityKind Type)> Placements =
        (from model in ModelNames
         from cluster in Gen.Choose(0, 50)
         from accelerator in Accelerators
         from type in Gen.Elements(CapacityKind.OnDemand, CapacityKind.Spot, CapacityKind.Reserved)
         select (model, $"cluster-{cluster}/{accelerator}/{type}", accelerator, type)).ToArbitrary();

    [Fact]
    public void Names_are_dns_labels_that_begin_with_a_letter_and_leave_room_for_what_pods_add() => Prop.ForAll(Placements, p =>
    {
        foreach (var name in new[] { Names.ForModel(p.Model), Names.Deployment(p.Model, p.Pool, p.Accelerator, p.Type) })
        {
            Assert.Matches("^[a-z]([-a-z0-9]*[a-z0-9])?$", name);
            // A Deployment's pod adds -<10>-<5>, a Job's host name -<index>.
            Assert.InRange(name.Length, 1, 63 - 17);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Different_placements_have_different_names() => Prop.ForAll(Placements, Placements, (a, b) =>
    {
        var same = a.Model == b.Model && a.Pool == b.Pool;
        Assert.Equal(same, Names.Deployment(a.Model, a.Pool, a.Accelerator, a.Type) == Names.Deployment(b.Model, b.Pool, b.Accelerator, b.Type));
        Assert.Equal(a.Model == b.Model, Names.ForModel(a.Model) == Names.ForModel(b.Model));
        Assert.Equal(a.Pool == b.Pool, Names.Placement(a.Pool) == Names.Placement(b.Pool));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Models_whose_names_are_cut_to_the_same_beginning_stay_apart()
    {
        const string shared = "a-model-with-a-name-that-is-too-long-for-its-";
        var names = new[] { "one", "two" }.Select(end => Names.Deployment(shared + end, "pool", "RTX-PRO-6000-Blackwell", CapacityKind.OnDemand)).ToList();
        Assert.Equal(2, names.Distinct(StringComparer.Ordinal).Count());
        Assert.NotEqual(Names.ForModel(shared + "one"), Names.ForModel(shared + "two"));
    }

    [Fact]
    public void A_name_in_which_dots_become_hyphens_differs_from_the_one_that_has_them() =>
        Assert.NotEqual(Names.ForModel("llama-3-1"), Names.ForModel("llama-3.1"));

    [Theory]
    [InlineData("llama-70b", "llama-70b")]
    [InlineData("llama-3.1-8b", "llama-3-1-8b-7b633509")]
    [InlineData("7b", "m-7b-925a7bf1")]
    public void Names_stay_as_they_are_for_ever(string model, string expected) => Assert.Equal(expected, Names.ForModel(model));

    [Theory]
    [InlineData("H100", CapacityKind.OnDemand, "llama-h100-od-4ec6ff55")]
    [InlineData("H100", CapacityKind.Spot, "llama-h100-spot-4ec6ff55")]
    [InlineData(null, CapacityKind.Reserved, "llama-cpu-rsv-4ec6ff55")]
    public void A_deployment_tells_gpu_type_and_terms(string? accelerator, CapacityKind type, string expected) =>
        Assert.Equal(expected, Names.Deployment("llama", "pool-1", accelerator, type));

    [GeneratedRegex(@"(?<=^|\.)-+|-+(?=\.|$)|\.(?=\.)")]
    private static partial Regex NotAllowed();
}
