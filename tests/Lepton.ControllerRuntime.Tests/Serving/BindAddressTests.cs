using System.Net;
using Lepton.ControllerRuntime.Serving;

namespace Lepton.ControllerRuntime.Tests.Serving;

public sealed class BindAddressTests
{
    [Theory]
    [InlineData(":8080", null, 8080)]
    [InlineData("127.0.0.1:8081", "127.0.0.1", 8081)]
    [InlineData("[::1]:9443", "::1", 9443)]
    [InlineData("localhost:0", "127.0.0.1", 0)]
    public void Addresses_are_read_as_Go_writes_them(string text, string? address, int port)
    {
        var bind = BindAddress.Parse(text);

        Assert.Equal(address is null ? null : IPAddress.Parse(address), bind.Address);
        Assert.Equal(port, bind.Port);
        Assert.False(bind.IsDisabled);
    }

    [Fact]
    public void Zero_disables()
    {
        Assert.True(BindAddress.Parse("0").IsDisabled);
        Assert.Equal("0", BindAddress.Disabled.ToString());
        Assert.Equal(":8080", BindAddress.Parse(":8080").ToString());
        Assert.Equal("127.0.0.1:80", BindAddress.Parse("127.0.0.1:80").ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("8080")]
    [InlineData(":")]
    [InlineData(":70000")]
    [InlineData(":-1")]
    [InlineData("example.com:80")]
    [InlineData("::1:80")]
    public void Anything_else_is_refused_with_what_would_be_right(string text)
    {
        var error = Assert.Throws<FormatException>(() => BindAddress.Parse(text));

        Assert.Contains($"\"{text}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(":8080", error.Message, StringComparison.Ordinal);
    }
}
