using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;

namespace Lepton.Cli.Sandboxes.Control;

/// <summary>
/// Answers commands for a running sandbox on a Unix socket in its folder, which only its owner can enter. One JSON line in, one out, per connection.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<ControlRequest, CancellationToken, Task<ControlResponse>> _handle;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _answering = new();
    private readonly Task _loop;

    /// <summary>Whoever asked and does not read is not waited for longer.</summary>
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(5);

    public ControlServer(string folder, Func<ControlRequest, CancellationToken, Task<ControlResponse>> handle)
    {
        _handle = handle;
        _listener.Bind(new UnixDomainSocketEndPoint(SandboxFolders.Socket(folder)));
        _listener.Listen(16);
        _loop = AcceptAsync();
    }

    /// <summary>What was asked is still answered: the command that ends the sandbox, too.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        await Task.WhenAll(_answering.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var connection = await _listener.AcceptAsync(_stop.Token);
                var answer = AnswerAsync(connection);
                _answering[answer] = true;
                _ = answer.ContinueWith(done => _answering.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(Socket connection)
    {
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream);
            var line = await reader.ReadLineAsync(_stop.Token);
            var request = line is null ? null : JsonSerializer.Deserialize(line, ControlJson.Default.ControlRequest);
            if (request is null)
                return;
            var response = await HandleAsync(request);
            using var patience = new CancellationTokenSource(WritePatience);
            await writer.WriteLineAsync(JsonSerializer.Serialize(response, ControlJson.Default.ControlResponse).AsMemory(), patience.Token);
            await writer.FlushAsync(patience.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or JsonException)
        {
            // Whoever asked is gone or speaks another language; the sandbox goes on.
        }
    }

    private async Task<ControlResponse> HandleAsync(ControlRequest request)
    {
        try
        {
            return await _handle(request, _stop.Token);
        }
        catch (Exception e) when (e is ArgumentException or FormatException || Failures.SpeaksForItself(e))
        {
            return new ControlResponse(e.Message, []);
        }
    }
}
