using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>An IPv4 or IPv6 address without zone. Stricter than .NET's parser, as Go's netip: four decimal parts without leading zeros.</summary>
internal sealed record IpValue(IPAddress Address) : IExtensionValue, ISized
{
    public CelType Type => LibraryTypes.Ip;

    public bool IsV4 => Address.AddressFamily == AddressFamily.InterNetwork;

    public byte[] Data => Address.GetAddressBytes();

    public ulong Size => (ulong)Data.Length;

    public bool IsLinkLocalUnicast => IsV4 ? Data is [169, 254, ..] : Address.IsIPv6LinkLocal;

    public bool IsLinkLocalMulticast => IsV4 ? Data is [224, 0, 0, _] : Data[0] == 0xff && (Data[1] & 0x0f) == 0x02;

    public bool IsMulticast => IsV4 ? Data[0] is >= 224 and < 240 : Address.IsIPv6Multicast;

    public bool IsUnspecified => Data.All(part => part == 0);

    public bool IsLoopback => IPAddress.IsLoopback(Address);

    public bool IsGlobalUnicast => !IsUnspecified && !IsLoopback && !IsMulticast && !IsLinkLocalUnicast && !Data.All(part => part == 255);

    public bool SameAs(IExtensionValue other) => other is IpValue ip && ip.Address.Equals(Address);

    public override string ToString() => Address.ToString();

    /// <summary>Null with the reason when it is not an address that expressions may have.</summary>
    public static IpValue? Parse(string text, out string problem)
    {
        problem = "";
        if (text.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(text, out _))
            problem = $"IP address {GoQuote.Quote(text)} with zone value is not allowed";
        else if (!IsStrict(text) || !IPAddress.TryParse(text, out var address))
            problem = $"IP Address {GoQuote.Quote(text)} parse error during conversion from string: ParseAddr({GoQuote.Quote(text)}): {Why(text)}";
        else if (address.IsIPv4MappedToIPv6)
            problem = $"IPv4-mapped IPv6 address {GoQuote.Quote(text)} is not allowed";
        else
            return new IpValue(address);
        return null;
    }

    private static bool IsStrict(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
            return !text.Contains('[', StringComparison.Ordinal) && !text.Contains('%', StringComparison.Ordinal);
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part => part.Length is > 0 and <= 3 && part.AsSpan().ContainsOnlyDigits() && (part == "0" || part[0] != '0') && int.Parse(part, CultureInfo.InvariantCulture) < 256);
    }

    private static string Why(string text)
    {
        if (text.IndexOf(":::", StringComparison.Ordinal) is var colons and >= 0)
            return $"each colon-separated field must have at least one digit (at {GoQuote.Quote(text[(colons + 2)..])})";
        if (text.Contains(':', StringComparison.Ordinal))
            return "unexpected character (at " + GoQuote.Quote(text) + ")";
        var parts = text.Split('.');
        if (parts.Length == 1)
            return "unable to parse IP";
        if (Array.Find(parts, part => part.Length > 1 && part[0] == '0' && part.AsSpan().ContainsOnlyDigits()) is not null)
            return "IPv4 field has octet with leading zero";
        if (Array.Find(parts, part => part.Length > 0 && part.AsSpan().ContainsOnlyDigits() && (part.Length > 3 || int.Parse(part, CultureInfo.InvariantCulture) > 255)) is not null)
            return "IPv4 field has value >255";
        return parts.Length < 4 ? "IPv4 address too short" : parts.Length > 4 ? "IPv4 address too long" : "unexpected character (at " + GoQuote.Quote(text) + ")";
    }
}
