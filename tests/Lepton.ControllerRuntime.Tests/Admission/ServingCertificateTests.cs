using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Lepton.ControllerRuntime.Serving;
using Lepton.Testing.Files;
using Lepton.Testing.Tls;

namespace Lepton.ControllerRuntime.Tests.Admission;

[Trait("Rule", "Admission/certificates-re-read-every-10-s")]
public sealed class ServingCertificateTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task New_connections_are_shown_a_replaced_certificate_ten_seconds_later()
    {
        using var old = Write();
        using var certificate = Load();
        using var stop = new CancellationTokenSource();
        var server = new RuntimeServer(BindAddress.Parse("127.0.0.1:0"), _ => { }, certificate: certificate);
        var running = server.RunAsync(stop.Token);
        await Eventually.EndAsync(server.WaitForReadyAsync(default));
        Assert.Equal(old.Certificate.SerialNumber, await ShownAsync(server));

        using var replaced = Write();
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(old.Certificate.SerialNumber, await ShownAsync(server));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(replaced.Certificate.SerialNumber, await ShownAsync(server));
        await stop.CancelAsync();
        await Eventually.EndAsync(running);
    }

    [Fact]
    public void Half_written_files_leave_the_old_one_in_use_until_they_are_whole()
    {
        using var old = Write();
        using var certificate = Load();
        using var next = _authority.Server("127.0.0.1");
        foreach (var half in new[] { "", "-----BEGIN CERTIFICATE-----\nMIIB", next.Pem })
        {
            // The third is a whole certificate beside the old one's key.
            _folder.Write("tls.crt", half);
            _time.Advance(ServingCertificate.CheckInterval);
            Assert.Equal(old.Certificate.SerialNumber, certificate.Current.TargetCertificate.SerialNumber);
        }

        _folder.Write("tls.key", next.KeyPem);
        _time.Advance(ServingCertificate.CheckInterval);
        Assert.Equal(next.Certificate.SerialNumber, certificate.Current.TargetCertificate.SerialNumber);
    }

    [Fact]
    public void Files_that_cannot_be_used_at_the_start_are_named()
    {
        var error = Assert.Throws<IOException>(Load);
        Assert.Contains(_folder.File("tls.crt"), error.Message, StringComparison.Ordinal);
        _folder.Write("tls.crt", "garbage");
        _folder.Write("tls.key", "garbage");
        Assert.Contains("PEM files of a certificate and its key are expected", Assert.Throws<IOException>(Load).Message, StringComparison.Ordinal);
    }

    private ServingCertificate Load() => new(_folder.File("tls.crt"), _folder.File("tls.key"), _time);

    private IssuedCertificate Write()
    {
        var issued = _authority.Server("127.0.0.1");
        _folder.Write("tls.crt", issued.Pem);
        _folder.Write("tls.key", issued.KeyPem);
        return issued;
    }

    /// <summary>The serial number of the certificate a new connection is shown.</summary>
    private async Task<string> ShownAsync(RuntimeServer server)
    {
        var address = new Uri(server.Addresses.Single());
        Assert.Equal("https", address.Scheme);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, shown, _, _) => shown is not null);
        await tls.AuthenticateAsClientAsync("127.0.0.1");
        return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
    }
}
