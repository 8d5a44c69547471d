using Lepton.ControllerRuntime.Admission;
using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Serving;
using Lepton.Kubernetes.Http;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Webhooks;

/// <summary>Serves the admission webhooks, in every replica, as soon as there is a certificate.</summary>
internal sealed class WebhookService : IRunnable, IDisposable
{
    public const string ValidatePath = "/validate";
    public const string DefaultPath = "/default";
    private readonly WebhookOptions _options;
    private readonly CertificateKeeper _keeper;
    private readonly FleetLookup _fleet;
    private readonly ILoggerFactory _loggers;
    private RuntimeServer? _server;

    public WebhookService(IKubernetesClient hub, WebhookOptions options, CertificateKeeper keeper, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _keeper, _loggers) = (options, keeper, loggers);
        _fleet = new FleetLookup(hub, time);
    }

    /// <summary>Where it listens; empty before it does.</summary>
    public IReadOnlyCollection<string> Addresses => _server?.Addresses ?? [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_options.Bind.IsDisabled)
            return;
        var log = _loggers.CreateLogger<WebhookService>();
        _server = new RuntimeServer(
            _options.Bind, e => e.MapAdmission(ValidatePath, new LeptonValidation(_fleet), log).MapAdmission(DefaultPath, new ModelDefaulting(), log), _loggers, await _keeper.CertificateAsync(cancellationToken));
        await _server.RunAsync(cancellationToken);
    }

    public void Dispose() => _fleet.Dispose();
}
