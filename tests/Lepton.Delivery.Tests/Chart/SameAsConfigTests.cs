using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Delivery.Tests.Helm;

namespace Lepton.Delivery.Tests.Chart;

/// <summary>What the chart installs is what <c>config/</c> holds.</summary>
public sealed class SameAsConfigTests
{
    [Fact]
    public void Definitions_are_those_of_config_crd()
    {
        var chart = Objects("defaults").Where(o => (string)o["kind"]! == "CustomResourceDefinition").ToDictionary(Name, o => o["spec"]);
        var config = Directory.EnumerateFiles(Checkout.PathOf("config", "crd"), "*.yaml").Select(Read).ToDictionary(Name, o => o["spec"]);
        Assert.Equal(config.Keys.Order(StringComparer.Ordinal), chart.Keys.Order(StringComparer.Ordinal));
        Assert.All(config, c => Assert.True(Same(c.Value, chart[c.Key]), $"{c.Key} differs: run make chart"));
    }

    [Fact]
    public void Definitions_outlive_the_release() => Assert.All(
        Objects("defaults").Where(o => (string)o["kind"]! == "CustomResourceDefinition"),
        o => Assert.Equal("keep", Map(Map(o["metadata"])["annotations"])["helm.sh/resource-policy"]));

    [Theory]
    [InlineData("cluster-role.yaml", "lepton-lepton-operator")]
    [InlineData("leader-election-role.yaml", "lepton-lepton-operator-leader-election")]
    [InlineData("token-renewal-role.yaml", "lepton-lepton-operator-token-renewal")]
    [InlineData("user-roles.yaml", "lepton-lepton-operator-models-edit", "lepton-lepton-operator-view")]
    public void Rights_are_those_of_config_rbac(string file, params string[] roles)
    {
        var config = TemplateValue.ReadAll(File.ReadAllText(Checkout.PathOf("config", "rbac", "hub", file))).Select(Map).Where(o => o.ContainsKey("rules")).Select(o => o["rules"]).ToList();
        var chart = Objects("defaults").Where(o => o.ContainsKey("rules")).ToLookup(Name, o => o["rules"]);
        Assert.Equal(roles.Length, config.Count);
        Assert.All(roles.Zip(config), pair => Assert.True(chart[pair.First].Any(rules => Same(pair.Second, rules)), $"{pair.First} grants something else than config/rbac/hub/{file}"));
    }

    [Fact]
    public void Webhooks_are_those_of_config_webhook()
    {
        var config = TemplateValue.ReadAll(File.ReadAllText(Checkout.PathOf("config", "webhook", "webhooks.yaml"))).Select(Map).ToDictionary(o => (string)o["kind"]!, o => o["webhooks"]);
        var chart = Objects("defaults").Where(o => ((string)o["kind"]!).EndsWith("WebhookConfiguration", StringComparison.Ordinal)).ToDictionary(o => (string)o["kind"]!, o => o["webhooks"]);
        Assert.Equal(2, config.Count);
        Assert.All(config, c =>
        {
            var ours = JsonSerializer.SerializeToNode(c.Value)!.ToJsonString().Replace("lepton-operator-webhooks", "lepton-lepton-operator-webhooks", StringComparison.Ordinal);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(ours), JsonSerializer.SerializeToNode(chart[c.Key])), $"{c.Key} differs from config/webhook/webhooks.yaml");
        });
    }

    [Fact]
    public void Alerts_are_those_of_config_prometheus()
    {
        var config = Read(Checkout.PathOf("config", "prometheus", "prometheus-rule.yaml"));
        var chart = Objects("monitored").Single(o => (string)o["kind"]! == "PrometheusRule");
        Assert.True(Same(config["spec"], chart["spec"]), "config/prometheus/prometheus-rule.yaml is not what the chart installs");
    }

    [Fact]
    public void Dashboards_are_those_of_config_grafana_and_found_by_the_sidecar()
    {
        var chart = Objects("monitored").Where(o => (string)o["kind"]! == "ConfigMap").ToDictionary(Name);
        var files = Directory.GetFiles(Checkout.PathOf("config", "grafana"), "*.json").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["lepton-cost.json", "lepton-fleet.json", "lepton-operator.json"], files.Select(f => System.IO.Path.GetFileName(f)));
        Assert.All(files, f =>
        {
            var map = chart[$"lepton-lepton-operator-{System.IO.Path.GetFileNameWithoutExtension(f)}"];
            Assert.Equal("1", Map(Map(map["metadata"])["labels"])["grafana_dashboard"]);
            Assert.Equal("Lepton", Map(Map(map["metadata"])["annotations"])["grafana_folder"]);
            var (key, text) = Assert.Single(Map(map["data"]));
            Assert.Equal(System.IO.Path.GetFileName(f), key);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(f)), JsonNode.Parse((string)text!)), $"{f} is not what the chart installs: run make chart");
        });
        Assert.DoesNotContain("ConfigMap", Objects("defaults").Select(o => o["kind"]));
    }

    [Fact]
    public void Every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not()
    {
        var tests = ((IList<object?>)Read(Checkout.PathOf("config", "prometheus", "alerts.test.yaml"))["tests"]!).SelectMany(t => (IList<object?>)Map(t)["alert_rule_test"]!).Select(Map)
            .ToLookup(t => (string)t["alertname"]!, t => ((IList<object?>)t["exp_alerts"]!).Count > 0, StringComparer.Ordinal);
        var alerts = ((IList<object?>)Map(Read(Checkout.PathOf("config", "prometheus", "prometheus-rule.yaml"))["spec"])["groups"]!)
            .SelectMany(g => (IList<object?>)Map(g)["rules"]!).Select(r => (string)Map(r)["alert"]!).ToList();
        Assert.True(alerts.Count >= 18, $"{alerts.Count} alerts");
        Assert.Empty(alerts.Where(a => !tests[a].Contains(true)).Select(a => $"{a} never fires"));
        Assert.Empty(alerts.Where(a => !tests[a].Contains(false)).Select(a => $"{a} always fires"));
    }

    [SkippableFact]
    public async Task Alerts_fire_as_their_tests_say()
    {
        var promtool = Checkout.Program("promtool");
        Skip.If(promtool is null, "promtool is not on the PATH (Debian: package prometheus)");
        Assert.Contains("SUCCESS", await Checkout.RunAsync(promtool, "test", "rules", "config/prometheus/alerts.test.yaml"), StringComparison.Ordinal);
    }

    private static List<IDictionary<string, object?>> Objects(string values) => ChartFiles.Open().Objects(ChartFiles.Values(values));

    private static IDictionary<string, object?> Read(string file) => Map(TemplateValue.Read(File.ReadAllText(file)));

    private static string Name(IDictionary<string, object?> value) => (string)Map(value["metadata"])["name"]!;

    private static IDictionary<string, object?> Map(object? value) => (IDictionary<string, object?>)value!;

    private static bool Same(object? a, object? b) => JsonNode.DeepEquals(System.Text.Json.JsonSerializer.SerializeToNode(a), System.Text.Json.JsonSerializer.SerializeToNode(b));
}
