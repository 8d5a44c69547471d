using System.Diagnostics.Metrics;
using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Serving;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Monitoring;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Webhooks;

/// <summary>Keeps the certificate of all that is served by TLS (admission webhooks, dashboard, metrics), in every replica: makes it, reads what other replicas renewed, renews it.</summary>
internal sealed partial class CertificateKeeper : IRunnable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly WebhookOptions _options;
    private readonly bool _needed;
    private readonly CertificateSecret _secret;
    private readonly WebhookBundles? _bundles;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<ServingCertificate> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset? _ends;

    /// <param name="hub">Where the Secret is.</param>
    /// <param name="namespace">The operator's.</param>
    /// <param name="options">Names, and where certificates are.</param>
    /// <param name="others">Something else than the webhooks is served by TLS.</param>
    /// <param name="loggers">Where renewals and failures are told.</param>
    /// <param name="time">The clock.</param>
    public CertificateKeeper(IKubernetesClient hub, string @namespace, WebhookOptions options, bool others, ILoggerFactory loggers, TimeProvider time)
    {
        (_options, _loggers, _time, _logger) = (options, loggers, time, loggers.CreateLogger<CertificateKeeper>());
        _needed = others || !options.Bind.IsDisabled;
        _secret = new CertificateSecret(hub, @namespace, options, time);
        _bundles = options.Bind.IsDisabled ? null : new WebhookBundles(hub, options, _logger);
    }

    /// <summary>The certificate, as soon as there is one; from then on it is replaced in place.</summary>
    public Task<ServingCertificate> CertificateAsync(CancellationToken cancellationToken) => _first.Task.WaitAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!_needed)
            return;
        using var meter = new Meter(OperatorMeter.Name);
        Describe(meter, Left);
        if (_options.CertificateDirectory is { } folder)
        {
            using var files = new ServingCertificate(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"), _time, _loggers.CreateLogger<ServingCertificate>());
            _first.TrySetResult(files);
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            return;
        }

        var first = await FirstAsync(cancellationToken);
        using var certificate = ServingCertificate.FromPem(first.Certificate, first.Key);
        _first.TrySetResult(certificate);
        await KeepAsync(certificate, first, cancellationToken);
    }

    /// <param name="meter">Gets the instrument.</param>
    /// <param name="left">Seconds until the certificate ends; none while there is none.</param>
    internal static void Describe(Meter meter, Func<IEnumerable<Measurement<double>>> left) => meter.CreateObservableGauge(
        "lepton_webhook_certificate_expiry_seconds", left, description: "Seconds until the certificate of the admission webhooks (and of dashboard and metrics by TLS) ends; absent where somebody else renews it.");

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
                if (_bundles is not null)
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

    [LoggerMessage(Level = LogLevel.Information, Message = "The serving certificate is new and lasts until {Ends:u}")]
    private partial void LogRenewed(DateTimeOffset ends);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The serving certificate could not be looked after, and is tried again: {Problem}")]
    private partial void LogFailed(string problem);
}
