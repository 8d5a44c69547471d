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
    private readonly Task _loop;

    public ControlServer(string folder, Func<ControlRequest, CancellationToken, Task<ControlResponse>> handle)
    {
        _handle = handle;
        _listener.Bind(new UnixDomainSocketEndPoint(SandboxFolders.Socket(folder)));
        _listener.Listen(16);
        _loop = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var connection = await _listener.AcceptAsync(_stop.Token);
                _ = AnswerAsync(connection);
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
            if (request is not null)
                await writer.WriteLineAsync(JsonSerializer.Serialize(await HandleAsync(request), ControlJson.Default.ControlResponse).AsMemory(), _stop.Token);
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
