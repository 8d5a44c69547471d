using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Lepton.Testing.Faults;

/// <summary>One client's connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class ProxyConnection(FaultProxy proxy, Socket client)
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Http2Frames _frames = new();
    private Socket? _server;
    private Stream? _toClient;
    /// <summary>Kept: a stream that was closed does not tell any more.</summary>
    private volatile bool _isHttp2;
    private volatile bool _halfOpen;
    private bool _goAwayPending;

    /// <summary>Both sides are closed.</summary>
    internal Task Completion => _ended.Task;

    internal async Task RunAsync()
    {
        try
        {
            client.NoDelay = true;
            await using var toClient = await AcceptAsync();
            await using var toServer = await ConnectAsync((toClient as SslStream)?.NegotiatedApplicationProtocol);
            _toClient = toClient;
            _isHttp2 = (toClient as SslStream)?.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2;
            await await Task.WhenAny(UpAsync(toClient, toServer), DownAsync(toServer, toClient));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or AuthenticationException or InvalidOperationException)
        {
            // One of the two went away, or the client did not like the certificate.
        }
        finally
        {
            if (_halfOpen)
                await Task.WhenAny(_released.Task, SwallowAsync());
            client.Dispose();
            _server?.Dispose();
            _ended.TrySetResult();
        }
    }

    internal void Reset()
    {
        _released.TrySetResult();
        // Closing without lingering is a reset.
        client.Close(0);
        _server?.Dispose();
    }

    internal void Close()
    {
        _released.TrySetResult();
        try
        {
            client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already gone.
        }
    }

    internal void HalfOpen()
    {
        _halfOpen = true;
        _server?.Dispose();
    }

    internal async Task<bool> GoAwayAsync(bool close)
    {
        if (!_isHttp2)
            return false;
        await _writing.WaitAsync();
        try
        {
            _goAwayPending = true;
            await SendGoAwayAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _writing.Release();
        }

        if (close)
            Close();
        return true;
    }

    private async Task<Stream> AcceptAsync()
    {
        var stream = new NetworkStream(client, ownsSocket: false);
        if (proxy.Certificate is not { } certificate)
            return stream;
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate.Certificate, ApplicationProtocols = [.. proxy.Protocols] });
        return tls;
    }

    private async Task<Stream> ConnectAsync(SslApplicationProtocol? protocol)
    {
        var upstream = proxy.Upstream;
        _server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await _server.ConnectAsync(upstream.Host, upstream.Port);
        var stream = new NetworkStream(_server, ownsSocket: false);
        if (protocol is null)
            return stream;
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = upstream.Host,
            ApplicationProtocols = protocol.Value.Protocol.IsEmpty ? null : [protocol.Value],
            // The proxy stands in for the server, inside the test that started both: the client's trust is what is tested.
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null,
        });
        return tls;
    }

    private async Task UpAsync(Stream fromClient, Stream toServer)
    {
        var buffer = new byte[16 << 10];
        while (await fromClient.ReadAsync(buffer) is > 0 and var read)
        {
            await proxy.PassAsync();
            await toServer.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    private async Task DownAsync(Stream fromServer, Stream toClient)
    {
        var buffer = new byte[16 << 10];
        while (await fromServer.ReadAsync(buffer) is > 0 and var read)
        {
            await proxy.PassAsync();
            if (_halfOpen)
                return;
            var cut = proxy.TakeTruncate();
            await WriteAsync(toClient, buffer.AsMemory(0, cut ? (read + 1) / 2 : read));
            if (cut)
                break;
        }

        if (!_halfOpen && toClient is SslStream tls)
            await tls.ShutdownAsync();
    }

    private async Task WriteAsync(Stream toClient, ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync();
        try
        {
            for (var at = 0; at < bytes.Length;)
            {
                var piece = proxy.Slow ? 1 : bytes.Length - at;
                await toClient.WriteAsync(bytes.Slice(at, piece));
                at += piece;
            }

            _frames.Passed(bytes.Span);
            await SendGoAwayAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Takes what the client sends, answers nothing, and ends when the client gives up.</summary>
    private async Task SwallowAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (await client.ReceiveAsync(buffer) > 0)
            {
                // Nobody reads this.
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // An end too.
        }
    }

    /// <summary>Between two frames; else it waits for the end of the one that is under way.</summary>
    private async Task SendGoAwayAsync()
    {
        if (!_goAwayPending || !_frames.IsBetweenFrames)
            return;
        _goAwayPending = false;
        await _toClient!.WriteAsync(Http2Frames.GoAway);
    }
}
