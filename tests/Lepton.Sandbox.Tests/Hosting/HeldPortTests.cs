using System.Net;
using System.Net.Sockets;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Hosting;

/// <summary>A server that is down comes back to where its clients look for it, whatever ports others asked for meanwhile.</summary>
public sealed class HeldPortTests
{
    /// <summary>IP_LOCAL_PORT_RANGE (Linux 6.3): the ports the kernel may choose from for this one socket, the first in the low half.</summary>
    private const int LocalPortRange = 51;

    [SkippableFact]
    public async Task The_port_of_a_server_that_is_down_refuses_and_is_given_to_nobody()
    {
        var cluster = await TestCluster.StartAsync();
        var port = cluster.Cluster.Server.Port;
        await cluster.Cluster.StopAsync();
        Assert.Equal(SocketError.ConnectionRefused, Connect(port));
        Assert.Equal(SocketError.AddressAlreadyInUse, AskForAnyOf(port));
        await cluster.Cluster.StartAsync();
        Assert.Equal(port, cluster.Cluster.Server.Port);
        Assert.Equal(SocketError.Success, Connect(port));
        await cluster.Cluster.StopAsync();
        await cluster.DisposeAsync();
        Assert.Equal(SocketError.Success, AskForAnyOf(port));
    }

    private static SocketError Connect(int port)
    {
        // A reset leaves nothing waiting at the port.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new(true, 0) };
        return Try(() => socket.Connect(IPAddress.Loopback, port));
    }

    private static SocketError AskForAnyOf(int port)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "which ports may be chosen can be said on Linux only");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption(0, LocalPortRange, BitConverter.GetBytes((uint)port | (uint)port << 16));
        }
        catch (SocketException)
        {
            Skip.If(true, "this kernel has no IP_LOCAL_PORT_RANGE (it came with Linux 6.3)");
        }

        return Try(() => socket.Bind(new IPEndPoint(IPAddress.Loopback, 0)));
    }

    private static SocketError Try(Action action)
    {
        try
        {
            action();
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
