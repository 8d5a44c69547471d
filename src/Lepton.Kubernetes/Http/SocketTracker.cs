using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Lepton.Kubernetes.Http;

/// <summary>Opens TCP connections and knows which are open, so that a changed certificate can close them.</summary>
/// <param name="maySend">Asked before bytes leave; null: always.</param>
internal sealed class SocketTracker(Func<bool>? maySend = null)
{
    private readonly ConcurrentDictionary<Socket, byte> _open = new();

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // HTTP/1.1 has no pings: without this a peer that vanished leaves a watch waiting for ever.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            _open.TryAdd(socket, 0);
            return new TrackedStream(socket, this);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends every open connection, in use or not: readers see the end of the stream.</summary>
    internal void CloseAll()
    {
        foreach (var socket in _open.Keys)
        {
            try
            {
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Already gone, which is what is wanted.
            }
        }
    }

    private void Require()
    {
        if (maySend?.Invoke() == false)
            throw SendingRefusedException.InStream();
    }

    private sealed class TrackedStream(Socket socket, SocketTracker tracker) : NetworkStream(socket, ownsSocket: true)
    {
        // The last moment at which something can be held back: what the handler, TLS and HTTP/2 queue up is not on its way yet.
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            tracker.Require();
            return base.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            tracker.Require();
            return base.WriteAsync(buffer, offset, count, cancellationToken);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            tracker.Require();
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            tracker.Require();
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            tracker._open.TryRemove(Socket, out _);
            base.Dispose(disposing);
        }
    }
}
