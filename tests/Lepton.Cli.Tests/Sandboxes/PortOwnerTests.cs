using System.Net;
using System.Net.Sockets;
using Lepton.Cli.Sandboxes.Control;

namespace Lepton.Cli.Tests.Sandboxes;

public sealed class PortOwnerTests
{
    [Fact]
    public void Listening_sockets_are_read_from_the_kernels_table()
    {
        string[] lines =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0000000000000000 100 0 0 10 0",
            "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0000000000000000 20 4 30 10 -1",
            "   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0000000000000000 100 0 0 10 0",
        ];
        Assert.Equal(["111"], PortOwner.Inodes(lines, 8080));
        Assert.Equal(["333"], PortOwner.Inodes(lines, 8081));
        Assert.Empty(PortOwner.Inodes(lines, 8082));
    }

    [SkippableFact]
    public void A_port_of_our_own_is_found_and_a_free_one_has_no_owner()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "who holds a port is read from /proc, which only Linux has");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.StartsWith($"process {Environment.ProcessId} (", PortOwner.Find(port), StringComparison.Ordinal);
        listener.Stop();
        Assert.Null(PortOwner.Find(port));
    }
}
