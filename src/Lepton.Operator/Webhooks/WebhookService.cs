using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Admission;
using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Serving;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Monitoring;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Webhooks;

/// <summary>Serves the admission webhooks, in every replica: certificates first, then the server, then whatever has to be renewed.</summary>
internal sealed partial class WebhookService : IRunnable, IDisposable
{
    public const string ValidatePath = "/validate";
    public const string DefaultPath = "/default";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly WebhookOptions _options;
    private readonly CertificateSecret _secret;
    private readonly WebhookBundles _bundles;
    private readonly FleetLookup _fleet;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private RuntimeServer? _server;
    private DateTimeOffset? _ends;

    public WebhookService(IKubernetesClient hub, string @namespace, WebhookOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _loggers, _time, _logger) = (options, loggers, time, loggers.CreateLogger<WebhookService>());
        _secret = new CertificateSecret(hub, @namespace, options, time);
        _bundles = new WebhookBundles(hub, options, _logger);
        _fleet = new FleetLookup(hub, time);
    }

    /// <summary>Where it listens; empty before it does.</summary>
    public IReadOnlyCollection<string> Addresses => _server?.Addresses ?? [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_options.Bind.IsDisabled)
            return;
        using var meter = new Meter(OperatorMeter.Name);
        Describe(meter, Left);
        if (_options.CertificateDirectory is { } folder)
        {
            using var files = new ServingCertificate(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"), _time, _loggers.CreateLogger<ServingCertificate>());
            await ServeAsync(files, cancellationToken);
            return;
        }

        var first = await FirstAsync(cancellationToken);
        using var certificate = ServingCertificate.FromPem(first.Certificate, first.Key);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var serving = ServeAsync(certificate, stop.Token);
        var keeping = KeepAsync(certificate, first, stop.Token);
        await Task.WhenAny(serving, keeping);
        await stop.CancelAsync();
        await Task.WhenAll(serving, keeping);
    }

    public void Dispose() => _fleet.Dispose();

    /// <param name="left">Seconds until the certificate ends; none while there is none.</param>
    internal static void Describe(Meter meter, Func<IEnumerable<Measurement<double>>> left) => meter.CreateObservableGauge(
        "lepton_webhook_certificate_expiry_seconds", left, description: "Seconds until the certificate of the admission webhooks ends; absent where somebody else renews it.");

    private Task ServeAsync(ServingCertificate certificate, CancellationToken cancellationToken)
    {
        var log = _loggers.CreateLogger<WebhookService>();
        _server = new RuntimeServer(
            _options.Bind, e => e.MapAdmission(ValidatePath, new LeptonValidation(_fleet), log).MapAdmission(DefaultPath, new ModelDefaulting(), log), _loggers, certificate);
        return _server.RunAsync(cancellationToken);
    }

    private async Task<WebhookCertificates> FirstAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _secret.EnsureAsync(cancellationToken);
            }
            catch (Exception e) when (e is KubernetesApiException or HttpRequestException)
            {
                LogFailed(e.Message);
                await Task.Delay(Pause, _time, cancellationToken);
            }
        }
    }

    /// <summary>What other replicas renewed is read here too.</summary>
    private async Task KeepAsync(ServingCertificate serving, WebhookCertificates current, CancellationToken cancellationToken)
    {
        _ends = current.Ends;
        while (!cancellationToken.IsCancellationRequested)
        {
            var pause = _options.CheckInterval;
            try
            {
                var next = await _secret.EnsureAsync(cancellationToken);
                // Trust first: a certificate that nobody trusts yet must not be shown.
                await _bundles.ApplyAsync(next.Bundle, cancellationToken);
                if (next != current)
                {
                    serving.Replace(next.Certificate, next.Key);
                    LogRenewed(next.Ends);
                }

                (current, _ends) = (next, next.Ends);
            }
            catch (Exception e) when (e is KubernetesApiException or HttpRequestException)
            {
                LogFailed(e.Message);
                pause = Pause;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, _time, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private IEnumerable<Measurement<double>> Left() => _ends is { } ends ? [new Measurement<double>((ends - _time.GetUtcNow()).TotalSeconds)] : [];

    [LoggerMessage(Level = LogLevel.Information, Message = "The webhooks' certificate is new and lasts until {Ends:u}")]
    private partial void LogRenewed(DateTimeOffset ends);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhooks' certificate could not be looked after, and is tried again: {Problem}")]
    private partial void LogFailed(string problem);
}
