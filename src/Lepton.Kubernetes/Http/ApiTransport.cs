using System.Net;
using Lepton.Kubernetes.Auth;
using Lepton.Kubernetes.Config;
using Microsoft.Extensions.Logging;

namespace Lepton.Kubernetes.Http;

/// <summary>Sends requests to one server: credentials, retries, errors, warnings, counting.</summary>
internal sealed partial class ApiTransport : IDisposable
{
    private readonly KubernetesClientOptions _options;
    private readonly RequestHeaders _headers;
    private readonly ICredentialSource _credentials;
    private readonly Connections _connections;
    private readonly ILogger _log;
    private readonly string _host;
    private bool _disposed;

    internal ApiTransport(KubernetesClientConfiguration config, KubernetesClientOptions options)
    {
        _options = options;
        var impersonation = new ImpersonationHeaders(config);
        _headers = new RequestHeaders(config, impersonation);
        _credentials = CredentialSources.Of(config, options.ExecTimeout, options.Time);
        _connections = new Connections(config, impersonation, options);
        _log = options.LoggerFactory.CreateLogger<ApiTransport>();
        _host = new Uri(config.Host).Authority;
        ClientMetrics.Declare(_host);
    }

    internal TimeProvider Time => _options.Time;

    internal KubernetesClientOptions Options => _options;

    /// <summary>Sends, and reads a successful answer. What <paramref name="read"/> throws for a broken connection is retried like a broken request.</summary>
    /// <exception cref="KubernetesApiException">The server said no.</exception>
    /// <exception cref="HttpRequestException">No answer came, or none that can be used.</exception>
    internal Task<T> SendAsync<T>(ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        RetryAsync(request, async token =>
        {
            using var response = await AuthenticatedAsync(request, token);
            return response.IsSuccessStatusCode ? await read(response, token) : throw await FailureAsync(request, response, token);
        }, cancellationToken);

    /// <summary>Sends, and hands out a successful answer whose body is still to come. The caller disposes it.</summary>
    internal Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken) =>
        RetryAsync(request, async token =>
        {
            var response = await AuthenticatedAsync(request, token);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw await FailureAsync(request, response, token);
        }, cancellationToken);

    public void Dispose()
    {
        if (!_disposed)
            ClientMetrics.Release(_host);
        _disposed = true;
        _connections.Dispose();
        (_credentials as IDisposable)?.Dispose();
    }

    private async Task<T> RetryAsync<T>(ApiRequest request, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            TimeSpan wait;
            try
            {
                return await AttemptAsync(request, attempt, cancellationToken);
            }
            catch (RetryableAnswer answer) when (retries < RetryPolicy.MaxRetries)
            {
                wait = answer.Wait;
                LogRetryAnswer(request.ToString(), answer.Failure.Status.Code, wait.TotalSeconds);
            }
            catch (RetryableAnswer answer)
            {
                throw answer.Failure;
            }
            catch (HttpRequestException e) when (RetryPolicy.WaitFor(request, e, retries) is { } pause)
            {
                wait = pause;
                LogRetryLost(request.ToString(), wait.TotalSeconds, e.Message);
            }

            await Task.Delay(wait, _options.Time, cancellationToken);
        }
    }

    /// <summary>One attempt with its deadline; everything that is not an answer becomes an <see cref="HttpRequestException"/>.</summary>
    private async Task<T> AttemptAsync<T>(ApiRequest request, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.RequestTimeout, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await attempt(both.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler's own time-out for connecting ends here too.
            var reason = deadline.IsCancellationRequested ? $"no answer within {_options.RequestTimeout.TotalSeconds:0} s" : e.InnerException?.Message ?? e.Message;
            throw new HttpRequestException(HttpRequestError.Unknown, $"{request} at {_host}: {reason}", new TimeoutException(reason, e));
        }
        catch (HttpRequestException e) when (e is not (CredentialException or KubernetesResponseException or SendingRefusedException))
        {
            // .NET says "see inner exception"; people should not have to.
            throw new HttpRequestException(e.HttpRequestError, $"{request} at {_host}: {e.GetBaseException().Message}", e);
        }
        catch (IOException e)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, $"{request} at {_host}: the connection broke while the answer was read: {e.Message}", e);
        }
    }

    private async Task<HttpResponseMessage> AuthenticatedAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var credential = await _credentials.GetAsync(cancellationToken);
        var response = await OnceAsync(request, credential, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !_credentials.Reject(credential))
            return response;
        // The token may just have been rotated: once more with fresh ones, and what is said then counts.
        response.Dispose();
        credential = await _credentials.GetAsync(cancellationToken);
        response = await OnceAsync(request, credential, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            _credentials.Reject(credential);
        return response;
    }

    private async Task<HttpResponseMessage> OnceAsync(ApiRequest request, Credential credential, CancellationToken cancellationToken)
    {
        if (_options.MaySend?.Invoke() == false)
            throw new SendingRefusedException($"{request} at {_host}");
        using var message = _headers.Build(request, credential);
        var span = ClientTraces.Start(request.Method, request.PathAndQuery, _host);
        var start = _options.Time.GetTimestamp();
        int? status = null;
        try
        {
            var response = await _connections.Invoker(credential.Certificate).SendAsync(message, cancellationToken);
            status = (int)response.StatusCode;
            ServerWarnings.Log(_log, request, response);
            return response;
        }
        finally
        {
            ClientTraces.End(span, status);
            ClientMetrics.Count(request.Method, _host, status, _options.Time.GetElapsedTime(start));
        }
    }

    private async Task<Exception> FailureAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var now = _options.Time.GetUtcNow();
        var failure = await ErrorAnswers.ReadAsync(request, response, now, cancellationToken);
        return RetryPolicy.WaitFor(response, now) is { } wait ? new RetryableAnswer(failure, wait) : failure;
    }

    /// <summary>Carries a refusal from the attempt to the loop that waits.</summary>
    private sealed class RetryableAnswer(KubernetesApiException failure, TimeSpan wait) : Exception
    {
        internal KubernetesApiException Failure => failure;

        internal TimeSpan Wait => wait;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Request} was answered {Code}: again in {Seconds} s, as the server asks")]
    private partial void LogRetryAnswer(string request, int? code, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Request} lost its connection: again in {Seconds} s ({Reason})")]
    private partial void LogRetryLost(string request, double seconds, string reason);
}
