using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Lepton.Testing.Tls;

namespace Lepton.Testing.Faults;

/// <summary>
/// A proxy on a free port of 127.0.0.1 that does to connections what networks, load balancers and dying servers do. Without a certificate it passes bytes
/// on as they are (the client's TLS reaches the server). With one it ends TLS itself, so that it can show any certificate and cut inside HTTP.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly Uri _upstream;
    private readonly ConcurrentDictionary<ProxyConnection, byte> _connections = new();
    private readonly Lock _gate = new();
    private TcpListener? _listener;
    private Socket? _held;
    private int _port;
    private int _accepted;
    private int _ended;
    private int _truncate;
    private volatile TaskCompletionSource? _stalled;

    private FaultProxy(Uri upstream) => _upstream = upstream;

    /// <summary>Where clients connect.</summary>
    public Uri Url => new($"{_upstream.Scheme}://127.0.0.1:{_port}");

    /// <summary>Connections that are open.</summary>
    public int Open => _connections.Count;

    /// <summary>Connections so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections that have ended, in whatever way.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>What new connections are shown; null: TLS is the server's affair.</summary>
    public IssuedCertificate? Certificate { get; set; }

    /// <summary>Where new connections go instead of to the server, until it is null again; for instance to a server that answers as a broken load balancer does.</summary>
    public Uri? Detour { get; set; }

    /// <summary>What ALPN offers, where the proxy ends TLS.</summary>
    public IReadOnlyList<SslApplicationProtocol> Protocols { get; init; } = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    /// <summary>Passes on one byte at a time.</summary>
    public bool Slow { get; set; }

    /// <param name="upstream">The server to pass on to.</param>
    /// <param name="certificate">Null: bytes are passed on as they are.</param>
    /// <param name="protocols">What ALPN offers; null: HTTP/2 and HTTP/1.1.</param>
    public static FaultProxy Start(Uri upstream, IssuedCertificate? certificate = null, params SslApplicationProtocol[]? protocols)
    {
        var proxy = protocols is { Length: > 0 } ? new FaultProxy(upstream) { Protocols = protocols } : new FaultProxy(upstream);
        proxy.Certificate = certificate;
        proxy.Accept();
        return proxy;
    }

    /// <summary>TCP resets, in the middle of whatever was being sent.</summary>
    public void ResetAll() => Each(c => c.Reset());

    /// <summary>Connections end in order, in the middle of whatever was being sent.</summary>
    public void CloseAll() => Each(c => c.Close());

    /// <summary>Connections stand for the client while nobody is there any more: nothing it sends is answered, nothing comes.</summary>
    public void HalfOpenAll() => Each(c => c.HalfOpen());

    /// <summary>From now on no byte is passed on, until <see cref="Resume"/>.</summary>
    public void Stall() => _stalled ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => Interlocked.Exchange(ref _stalled, null)?.TrySetResult();

    /// <summary>The next piece a server sends is cut in two: its first half arrives, then the connection ends in order. Over HTTP/1.1 this is a truncated chunk.</summary>
    public void TruncateNext() => Volatile.Write(ref _truncate, 1);

    /// <summary>Sends GOAWAY on every HTTP/2 connection, as servers and load balancers do that want to be rid of it.</summary>
    /// <param name="close">And ends the connection, whatever is still open on it.</param>
    /// <returns>How many connections got it.</returns>
    public async Task<int> GoAwayAsync(bool close)
    {
        var sent = await Task.WhenAll(_connections.Keys.Select(c => c.GoAwayAsync(close)));
        return sent.Count(s => s);
    }

    /// <summary>New connections are refused until <see cref="Accept"/>; those that are open stay.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            if (_listener is null)
                return;
            _listener.Dispose();
            _listener = null;
            // Bound and not listened on: refused, and nobody else is given the port meanwhile.
            _held = Hold(_port);
        }
    }

    /// <summary>An accept that is under way keeps a listener's port a little after it was closed.</summary>
    private static Socket Hold(int port)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (; ; )
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return socket;
            }
            catch (SocketException) when (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5))
            {
                socket.Dispose();
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>New connections are accepted again, at the same port.</summary>
    public void Accept()
    {
        lock (_gate)
        {
            if (_listener is not null)
                return;
            _held?.Dispose();
            _held = null;
            var listener = new TcpListener(IPAddress.Loopback, _port);
            listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
            _listener = listener;
            _ = Task.Run(() => ServeAsync(listener));
        }
    }

    /// <summary>Ends every fault; connections that are dead stay dead.</summary>
    public void Heal()
    {
        Volatile.Write(ref _truncate, 0);
        Detour = null;
        Slow = false;
        Resume();
        Accept();
    }

    public async ValueTask DisposeAsync()
    {
        Refuse();
        Resume();
        var open = _connections.Keys.ToList();
        ResetAll();
        await Task.WhenAll(open.Select(c => c.Completion));
        lock (_gate)
            _held?.Dispose();
    }

    internal Uri Upstream => Detour ?? _upstream;

    internal Task PassAsync() => _stalled?.Task ?? Task.CompletedTask;

    internal bool TakeTruncate() => Interlocked.Exchange(ref _truncate, 0) == 1;

    private void Each(Action<ProxyConnection> fault)
    {
        foreach (var connection in _connections.Keys)
            fault(connection);
    }

    private async Task ServeAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var connection = new ProxyConnection(this, await listener.AcceptSocketAsync());
                Interlocked.Increment(ref _accepted);
                _connections.TryAdd(connection, 0);
                _ = connection.RunAsync().ContinueWith(_ =>
                {
                    _connections.TryRemove(connection, out byte _);
                    Interlocked.Increment(ref _ended);
                }, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was closed.
        }
    }
}
