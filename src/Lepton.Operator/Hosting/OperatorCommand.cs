using System.CommandLine;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Dashboard;
using Lepton.Operator.Webhooks;
using Microsoft.Extensions.Configuration;

namespace Lepton.Operator.Hosting;

/// <summary>The command line of <c>lepton-operator</c>.</summary>
internal static class OperatorCommand
{
    public static RootCommand Create()
    {
        var defaults = new OperatorSettings();
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "Kubeconfig file of the hub. Without it: KUBECONFIG, ~/.kube/config, or the cluster the operator runs in." };
        var elect = new Option<bool>("--leader-elect") { Description = "Work only while holding the Lease; needed with more than one replica.", DefaultValueFactory = _ => defaults.LeaderElect };
        var metrics = new Option<string>("--metrics-bind-address") { Description = "Where /metrics is served; 0 for nowhere.", DefaultValueFactory = _ => defaults.MetricsBindAddress };
        var health = new Option<string>("--health-probe-bind-address") { Description = "Where /healthz and /readyz are served; 0 for nowhere.", DefaultValueFactory = _ => defaults.HealthProbeBindAddress };
        var webhooks = new Option<string>("--webhook-bind-address") { Description = "Where admission webhooks are served, by TLS, such as :9443; 0 for nowhere.", DefaultValueFactory = _ => defaults.Webhooks.BindAddress };
        var dashboard = new Option<string>("--dashboard-bind-address") { Description = "Where the read-only dashboard is served, such as 127.0.0.1:8082; 0 for nowhere.", DefaultValueFactory = _ => defaults.Dashboard.BindAddress };
        var format = new Option<string>("--log-format") { Description = "json or text.", DefaultValueFactory = _ => defaults.LogFormat };
        format.AcceptOnlyFromAmong("json", "text");
        var command = new RootCommand("Places LeptonModels over member clusters by price and GPU capacity.") { kubeconfig, elect, metrics, health, webhooks, dashboard, format };
        command.SetAction(async (result, token) =>
        {
            try
            {
                var configuration = new ConfigurationBuilder()
                    .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                    .AddEnvironmentVariables("LEPTON_")
                    .Build();
                var settings = new OperatorSettings
                {
                    Kubeconfig = result.GetValue(kubeconfig),
                    LeaderElect = result.GetValue(elect),
                    MetricsBindAddress = result.GetValue(metrics)!,
                    HealthProbeBindAddress = result.GetValue(health)!,
                    LogFormat = result.GetValue(format)!,
                    Webhooks = new WebhookOptions { BindAddress = result.GetValue(webhooks)! },
                    Dashboard = new DashboardOptions { BindAddress = result.GetValue(dashboard)! },
                }.With(configuration);
                return await OperatorProgram.RunAsync(settings, token);
            }
            catch (Exception e) when (e is FormatException or KubeconfigException or KubernetesApiException or HttpRequestException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return command;
    }
}
