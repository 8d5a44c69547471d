using Lepton.Operator.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Tests.Hosting;

public sealed class OperatorSettingsTests
{
    [Fact]
    public void Nothing_configured_changes_nothing()
    {
        var defaults = new OperatorSettings { Kubeconfig = "k", LeaderElect = false };
        var settings = defaults.With(new ConfigurationBuilder().Build());
        Assert.Equal((defaults.Members, defaults.Planner, "k", false, "lepton-system"), (settings.Members, settings.Planner, settings.Kubeconfig, settings.LeaderElect, settings.Namespace));
        Assert.Equal((TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2)), (settings.LeaseDuration, settings.RenewDeadline, settings.RetryPeriod));
    }

    [Fact]
    public void What_has_no_key_is_kept()
    {
        var settings = new OperatorSettings { Planner = new() { RetryAfter = TimeSpan.FromSeconds(9) } };
        Assert.Equal(TimeSpan.FromSeconds(9), settings.With(Configuration(("Planner:Resync", "00:01:00"))).Planner.RetryAfter);
    }

    [Fact]
    public void Every_key_is_read()
    {
        var settings = new OperatorSettings().With(Configuration(
            ("Namespace", "ops"),
            ("LeaderElection:LeaseDuration", "00:00:30"),
            ("Members:ProbeInterval", "00:00:01"),
            ("Members:FailuresUntilUnreachable", "4"),
            ("Members:AllowedExecPlugins", "aws, gke-gcloud-auth-plugin,"),
            ("Members:ClusterProfileProviders", "/etc/providers.json"),
            ("Planner:Debounce", "00:00:00.050"),
            ("Planner:SaveConcurrency", "3"),
            ("Metrics:ModelSeries", "0"),
            ("Metrics:BaselineInterval", "0"),
            ("Dashboard:Access", "open"),
            ("Dashboard:HistoryInterval", "00:00:05"),
            ("Dashboard:Tls", "true"),
            ("Metrics:Tls", "true"),
            ("Webhooks:FurtherNames", "metrics.ops.svc, localhost"),
            ("Audit:Enabled", "true"),
            ("Logging:LogLevel:Default", "warning"),
            ("Logging:LogLevel:Lepton.Operator", "Debug")));
        Assert.Equal(("ops", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), 4), (settings.Namespace, settings.LeaseDuration, settings.Members.ProbeInterval, settings.Members.FailuresUntilUnreachable));
        Assert.Equal(["aws", "gke-gcloud-auth-plugin"], settings.Members.AllowedExecPlugins);
        Assert.Equal((TimeSpan.FromMilliseconds(50), 3), (settings.Planner.Debounce, settings.Planner.SaveConcurrency));
        Assert.Equal((0, TimeSpan.Zero), (settings.Metrics.ModelSeries, settings.Metrics.BaselineInterval));
        Assert.Equal((Operator.Dashboard.DashboardAccess.Open, TimeSpan.FromSeconds(5)), (settings.Dashboard.Access, settings.Dashboard.HistoryInterval));
        Assert.Equal("/etc/providers.json", settings.Members.ClusterProfileProviders);
        Assert.Equal((true, true, true), (settings.Dashboard.Tls, settings.Metrics.Tls, settings.ServesByTls));
        Assert.Equal(["metrics.ops.svc", "localhost"], settings.Webhooks.FurtherNames);
        Assert.True(settings.Audit);
        Assert.Equal((LogLevel.Warning, LogLevel.Debug), (settings.LogLevels["Default"], settings.LogLevels["Lepton.Operator"]));
    }

    [Theory]
    [InlineData("Members:ProbeInterval", "soon", "expected a time above zero such as 00:00:05")]
    [InlineData("Members:ProbeTimeout", "00:00:00", "expected a time above zero such as 00:00:05")]
    [InlineData("Planner:Resync", "-00:00:01", "expected a time above zero such as 00:00:05")]
    [InlineData("LeaderElection:RetryPeriod", "5", "expected a time above zero such as 00:00:05")]
    [InlineData("Members:ApplyConcurrency", "0", "expected a whole number above zero")]
    [InlineData("Planner:SaveConcurrency", "2.5", "expected a whole number above zero")]
    [InlineData("Metrics:ModelSeries", "many", "expected a whole number above zero")]
    [InlineData("Metrics:BaselineInterval", "10m", "expected a time above zero such as 00:00:05")]
    [InlineData("Dashboard:Access", "everybody", "expected one of Kubernetes, Open")]
    [InlineData("Metrics:Tls", "on", "expected true or false")]
    [InlineData("Audit:Enabled", "yes", "expected true or false")]
    [InlineData("Logging:LogLevel:Default", "loud", "expected one of Trace, Debug, Information, Warning, Error, Critical, None")]
    [InlineData("Logging:LogLevel:Default", "42", "expected one of Trace, Debug, Information, Warning, Error, Critical, None")]
    public void A_value_that_cannot_be_read_is_named_with_its_key(string key, string value, string expected) => Assert.Equal(
        $"configuration {key}: found \"{value}\", {expected}",
        Assert.Throws<FormatException>(() => new OperatorSettings().With(Configuration((key, value)))).Message);

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();
}
