using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>What one connection gets: bytes after its request came, and how it ends.</summary>
internal sealed record RawAnswer(string Text, RawEnd End)
{
    internal static RawAnswer Reset { get; } = new("", RawEnd.Reset);

    /// <summary>The end in the middle of the headers. (An end before any byte of an answer is retried by .NET itself, unseen.)</summary>
    internal static RawAnswer Close { get; } = new("HTTP/1.1 200 OK\r\nContent-Ty", RawEnd.Close);

    internal static RawAnswer Silence { get; } = new("", RawEnd.Hold);

    internal static RawAnswer Json(string json) => new(Head(json.Length) + json, RawEnd.Close);

    internal static RawAnswer Truncated(string json) => new(Head(json.Length) + json[..^10], RawEnd.Close);

    internal static RawAnswer TruncatedThenReset(string json) => new(Head(json.Length) + json[..^10], RawEnd.Reset);

    /// <summary>A chunked stream of these lines that stays open.</summary>
    internal static RawAnswer Watch(params string[] lines) => new(WatchText(lines), RawEnd.Hold);

    internal static string WatchText(params string[] lines) =>
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + string.Concat(lines.Select(l => $"{Encoding.UTF8.GetByteCount(l) + 1:x}\r\n{l}\n\r\n"));

    private static string Head(int length) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n";
}

internal enum RawEnd
{
    Close,
    Reset,
    Hold,
}

/// <summary>A socket that answers each connection in turn with bytes, well-formed or not.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _held = [];
    private int _accepted;

    private RawServer() => _listener.Start();

    internal string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Connections that sent a request.</summary>
    internal int Accepted => Volatile.Read(ref _accepted);

    internal static RawServer Start(params RawAnswer[] answers)
    {
        var server = new RawServer();
        _ = Task.Run(() => server.ServeAsync(answers));
        return server;
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_held)
            _held.ForEach(c => c.Dispose());
    }

    private async Task ServeAsync(RawAnswer[] answers)
    {
        try
        {
            foreach (var answer in answers)
                await AnswerAsync(await _listener.AcceptTcpClientAsync(), answer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client, RawAnswer answer)
    {
        var stream = client.GetStream();
        await ReadHeadersAsync(stream);
        Interlocked.Increment(ref _accepted);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer.Text));
        await stream.FlushAsync();
        if (answer.End == RawEnd.Hold)
        {
            lock (_held)
                _held.Add(client);
            return;
        }

        // Closing without lingering, before the stream shuts the socket down in an orderly way, is a reset.
        if (answer.End == RawEnd.Reset)
            client.Client.Close(0);
        client.Dispose();
    }

    private static async Task ReadHeadersAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer) is > 0 and var read)
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
    }
}
