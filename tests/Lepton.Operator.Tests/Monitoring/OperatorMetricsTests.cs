using System.Text.RegularExpressions;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.ControllerRuntime.Metrics.Prometheus;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Tests.Loop;
using Lepton.Operator.Tests.Support;

namespace Lepton.Operator.Tests.Monitoring;

/// <summary>The page of metrics of a whole operator on a fleet in memory.</summary>
public sealed class OperatorMetricsTests : IAsyncLifetime
{
    private readonly PrometheusExporter _exporter = new(OperatorMetrics.MeterNames);
    private readonly World _world = new() { Metrics = new MetricsOptions { BaselineInterval = TimeSpan.FromMinutes(1) } };
    private OperatorMetrics? _metrics;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _metrics?.Dispose();
        _exporter.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public void Before_anything_is_known_the_page_has_names_and_no_invented_figures()
    {
        // Its clock stands still: nothing is planned yet.
        Start();
        var page = Page();
        Assert.Contains("# TYPE lepton_hourly_cost_dollars gauge\n", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^lepton_(hourly_cost_dollars|plan_gap_ratio|member_reachable|gpus|baseline_\w+)[{ ]", page);
        Assert.Contains("\nlepton_models 0\n", page, StringComparison.Ordinal);
        Assert.Contains("\nlepton_model_conditions{condition=\"Ready\",status=\"True\"} 0\n", page, StringComparison.Ordinal);
    }

    [Fact]
    // What is counted is counted for all tests that run beside: clusters of names that no other has.
    public async Task A_fleet_is_told_of_by_where_by_what_and_for_how_much()
    {
        _world.Cloud("oregon", 2).Cloud("iowa", 4).With(Make.Model("m", replicas: 1, gpus: 8));
        Start();
        await _world.ReadyAsync("m");
        await _world.QuietAsync();
        var page = await PageAsync();
        AssertHas(page, @"lepton_placement_replicas{accelerator=""H100"",capacity_type=""OnDemand"",cluster=""oregon"",model=""m"",namespace=""ns"",provider=""oregon"",state=""Active""} 1");
        AssertHas(page, @"lepton_placement_ready_replicas{accelerator=""H100"",capacity_type=""OnDemand"",cluster=""oregon"",model=""m"",namespace=""ns"",provider=""oregon"",state=""Active""} 1");
        AssertHas(page, @"lepton_placement_gpus{accelerator=""H100"",capacity_type=""OnDemand"",cluster=""oregon"",model=""m"",namespace=""ns"",provider=""oregon"",state=""Active""} 8");
        AssertHas(page, @"lepton_placement_hourly_cost_dollars{accelerator=""H100"",capacity_type=""OnDemand"",cluster=""oregon"",model=""m"",namespace=""ns"",provider=""oregon"",state=""Active""} 16");
        AssertHas(page, "lepton_hourly_cost_dollars 16");
        AssertHas(page, "lepton_unplaced_models 0");
        AssertHas(page, @"lepton_gpus{accelerator=""H100"",capacity_type=""OnDemand"",cluster=""iowa"",provider=""iowa"",region=""r-iowa"",state=""free""} 16");
        AssertHas(page, @"lepton_gpu_hour_price_dollars{accelerator=""H100"",capacity_type=""OnDemand"",cluster=""iowa"",provider=""iowa"",region=""r-iowa""} 4");
        AssertHas(page, @"lepton_nodes{accelerator=""H100"",capacity_type=""OnDemand"",cluster=""oregon"",provider=""oregon"",region=""r-oregon""} 2");
        AssertHas(page, @"lepton_member_reachable{cluster=""oregon"",provider=""oregon""} 1");
        AssertHas(page, @"lepton_member_info{cluster=""oregon"",provider=""oregon"",version=""v1.36.2""} 1");
        AssertHas(page, @"lepton_model_conditions{condition=""Ready"",status=""True""} 1");
        Assert.InRange(Value(page, "lepton_plan_gap_ratio"), 0, 0.001);
        Assert.InRange(Value(page, @"lepton_member_writes_total{cluster=""oregon"",provider=""oregon""}"), 2, 50);
        Assert.True(Value(page, @"lepton_apply_duration_seconds_count{cluster=""oregon"",result=""Applied""}") >= 1);
        Assert.Equal(1, Value(page, @"lepton_decision_to_applied_seconds_count{cluster=""oregon""}"));
        Assert.Equal(0, Value(page, @"lepton_decision_to_applied_seconds_count{cluster=""iowa""}"));
    }

    [Fact]
    public async Task What_went_away_is_gone_from_the_page()
    {
        _world.Cloud("lima", 2).Cloud("quito", 4).With(Make.Model("m"));
        Start();
        await _world.ReadyAsync("m");
        _world.Silence("lima");
        await _world.UntilAsync(() => Page().Contains(@"lepton_member_reachable{cluster=""lima"",provider=""lima""} 0", StringComparison.Ordinal), TimeSpan.FromSeconds(2));
        _world.Return("lima");
        await _world.UntilAsync(() => Page().Contains(@"lepton_member_reachable{cluster=""lima"",provider=""lima""} 1", StringComparison.Ordinal), TimeSpan.FromSeconds(2));
        await _world.ReadyAsync("m");

        _world.Hub.Fake<LeptonModel>().Remove("m", "ns");
        _world.Hub.Fake<CloudProvider>().Remove("quito", null);
        await _world.UntilAsync(() => !Page().Contains("cluster=\"quito\"", StringComparison.Ordinal) && !Page().Contains("model=\"m\"", StringComparison.Ordinal), TimeSpan.FromSeconds(2));
        Assert.DoesNotContain("apply-quito", Page(), StringComparison.Ordinal);
        AssertHas(Page(), "lepton_models 0");
    }

    [Fact]
    public async Task The_plan_is_compared_with_simpler_ways_once_in_a_while()
    {
        _world.Cloud("aws", 2, nodes: 1).Cloud("gcp", 4, nodes: 1).With(Make.Model("m"), Make.Model("n"));
        Start();
        await _world.ReadyAsync("m", "n");
        await _world.UntilAsync(() => _world.Runtime.Baselines is not null, TimeSpan.FromSeconds(1));
        var page = await PageAsync();
        // One cloud alone has room for one of the two.
        AssertHas(page, @"lepton_baseline_unplaced_models{baseline=""cheapest_single_provider""} 1");
        Assert.DoesNotContain(@"lepton_baseline_hourly_cost_dollars{baseline=""cheapest_single_provider""}", page, StringComparison.Ordinal);
        AssertHas(page, @"lepton_baseline_hourly_cost_dollars{baseline=""cheapest_first""} 48");
        AssertHas(page, "lepton_baseline_compared_hourly_cost_dollars 48");
        AssertHas(page, @"lepton_baseline_savings_ratio{baseline=""cheapest_first""} 0");
    }

    [Fact]
    public async Task Ceilings_and_what_is_spent_under_them_are_told_and_those_exceeded_counted()
    {
        var model = Make.Model("m");
        model.Spec.Budget = new CostBudget { HourlyCost = 100 };
        _world.Cloud("aws", 2).With(Make.Policy("default", p => p.Budget = new CostBudget { HourlyCost = 20 })).With(model);
        Start();
        await _world.ReadyAsync("m");
        await _world.QuietAsync();
        AssertHas(Page(), @"lepton_budget_hourly_dollars{name=""ns/m"",scope=""model""} 100");
        AssertHas(Page(), @"lepton_budget_spent_hourly_dollars{name=""default"",scope=""policy""} 16");
        AssertHas(Page(), @"lepton_budgets_exceeded{scope=""policy""} 0");

        _world.Edit(_world.Hub.Fake<PlacementPolicy>().All.Single(), p => p.Spec.Budget!.HourlyCost = 10);
        await _world.UntilAsync(() => Page().Contains(@"lepton_budgets_exceeded{scope=""policy""} 1", StringComparison.Ordinal), TimeSpan.FromSeconds(2));
    }

    private void Start()
    {
        OperatorMetrics.Register();
        _world.Start();
        _metrics = new OperatorMetrics(_world.Runtime, _world.Metrics, _world.Time);
    }

    /// <summary>After the moment has passed for which readings are the same.</summary>
    private async Task<string> PageAsync()
    {
        await _world.PassAsync(TimeSpan.FromSeconds(2));
        return Page();
    }

    private string Page() => _exporter.Render();

    private static void AssertHas(string page, string line) => Assert.True(page.Contains($"\n{line}\n", StringComparison.Ordinal), $"no line {line} in\n{string.Join('\n', page.Split('\n').Where(l => l.StartsWith(line.Split('{', ' ')[0], StringComparison.Ordinal)))}");

    private static double Value(string page, string series) =>
        double.Parse(Regex.Match(page, $"^{Regex.Escape(series)} (\\S+)$", RegexOptions.Multiline).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
}
