using Lepton.Delivery.Tests.Helm;
using IoPath = System.IO.Path;

namespace Lepton.Delivery.Tests.ArgoCd;

/// <summary>What Argo CD shows of Lepton's kinds, by running the scripts it would run.</summary>
public sealed class HealthTests
{
    private static readonly Dictionary<string, IDictionary<string, object?>> All = ((IList<object?>)TemplateValue.Read(
        File.ReadAllText(Checkout.PathOf("tests", "Lepton.Delivery.Tests", "ArgoCd", "health-cases.yaml")))!)
        .Cast<IDictionary<string, object?>>().ToDictionary(c => (string)c["name"]!, StringComparer.Ordinal);

    public static TheoryData<string> Cases => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Health_is(string name)
    {
        var @case = All[name];
        var script = File.ReadAllText(Checkout.PathOf("config", "argocd", "health", $"lepton.ai_{@case["kind"]}.lua"));
        var (status, message) = LuaHealth.Of(script, (IDictionary<string, object?>)@case["object"]!);
        Assert.Equal((@case["status"], @case["message"]), (status, message));
    }

    [Fact]
    public void Every_kind_has_a_script_and_every_script_a_kind()
    {
        var kinds = Directory.EnumerateFiles(Checkout.PathOf("config", "crd"), "*.yaml").Select(f => (IDictionary<string, object?>)TemplateValue.Read(File.ReadAllText(f))!)
            .Select(d => (IDictionary<string, object?>)d["spec"]!)
            .Select(s => $"{s["group"]}_{((IDictionary<string, object?>)s["names"]!)["kind"]}.lua").Order(StringComparer.Ordinal);
        Assert.Equal(kinds, Directory.EnumerateFiles(Checkout.PathOf("config", "argocd", "health")).Select(f => IoPath.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Kustomize_puts_the_scripts_where_Argo_CD_reads_them()
    {
        var kubectl = Checkout.Program("kubectl");
        Skip.If(kubectl is null, "kubectl is not on the PATH");
        var map = (IDictionary<string, object?>)TemplateValue.Read(await Checkout.RunAsync(kubectl, "kustomize", "config/argocd"))!;
        Assert.Equal("argocd-cm", ((IDictionary<string, object?>)map["metadata"]!)["name"]);
        var data = (IDictionary<string, object?>)map["data"]!;
        Assert.Equal(3, data.Count);
        Assert.All(data, entry => Assert.Equal(
            File.ReadAllText(Checkout.PathOf("config", "argocd", "health", entry.Key["resource.customizations.health.".Length..] + ".lua")), entry.Value));
    }
}
