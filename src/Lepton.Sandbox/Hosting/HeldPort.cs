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

    private HeldPort(Socket socket) => _socket = socket;

    /// <returns>Null where another was quicker: then it cannot be helped, and the server says so when it is to return.</returns>
    public static HeldPort? TryHold(IPAddress address, int port)
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
