using System.Net;
using System.Net.Sockets;

namespace Lepton.Sandbox.Hosting;

/// <summary>
/// Keeps the port of a server that is down. It is bound and not listened on: whoever connects is refused, as by a dead server, and nobody else is given the port
/// meanwhile, neither a server that asks for any free one nor the near end of somebody's connection. Without it a server could not come back to where its clients look.
/// </summary>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket _socket;

    /// <summary>How long a listener may take to let go of its port: an accept that is under way keeps it open a little after it was closed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private HeldPort(Socket socket) => _socket = socket;

    /// <returns>Null where another was quicker: then it cannot be helped, and the server says so when it is to return.</returns>
    public static async Task<HeldPort?> HoldAsync(IPAddress address, int port)
    {
        var start = TimeProvider.System.GetTimestamp();
        for (; ; )
        {
            if (TryHold(address, port) is { } held)
                return held;
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
                return null;
            await Task.Delay(5);
        }
    }

    private static HeldPort? TryHold(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return new(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();
}
