using System.Globalization;
using System.Net;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>An address and the length of its prefix. The address may have bits after the prefix.</summary>
internal sealed record CidrValue(IpValue Address, int Bits) : IExtensionValue, ISized
{
    public CelType Type => LibraryTypes.Cidr;

    public ulong Size => (ulong)((Bits + 7) / 8);

    public CidrValue Masked => this with { Address = new IpValue(new IPAddress(Mask(Address.Data))) };

    public bool SameAs(IExtensionValue other) => other is CidrValue cidr && cidr.Bits == Bits && cidr.Address.SameAs(Address);

    public override string ToString() => $"{Address}/{Bits.ToString(CultureInfo.InvariantCulture)}";

    public bool Contains(IpValue ip) => ip.IsV4 == Address.IsV4 && Mask(ip.Data).AsSpan().SequenceEqual(Mask(Address.Data));

    public bool Contains(CidrValue other) => Bits <= other.Bits && Contains(other.Address);

    public static CidrValue? Parse(string text, out string problem)
    {
        var slash = text.LastIndexOf('/');
        var head = $"netip.ParsePrefix({GoQuote.Quote(text)}): ";
        problem = slash < 0 ? head + "no '/'" : "";
        if (slash < 0)
            return null;
        var (ip, bits) = (IpValue.Parse(text[..slash], out problem), text[(slash + 1)..]);
        if (ip is null)
        {
            problem = problem.StartsWith("IPv4-mapped", StringComparison.Ordinal) ? $"IPv4-mapped IPv6 address {GoQuote.Quote(text)} is not allowed" : head + problem[(problem.IndexOf("ParseAddr", StringComparison.Ordinal) is var at and >= 0 ? at : 0)..];
            return null;
        }

        if (bits.Length == 0 || !bits.AsSpan().ContainsOnlyDigits() || (bits.Length > 1 && bits[0] == '0'))
            problem = $"{head}bad bits after slash: {GoQuote.Quote(bits)}";
        else if (bits.Length > 3 || int.Parse(bits, CultureInfo.InvariantCulture) > (ip.IsV4 ? 32 : 128))
            problem = $"{head}prefix length out of range";
        else
            return new CidrValue(ip, int.Parse(bits, CultureInfo.InvariantCulture));
        return null;
    }

    private byte[] Mask(byte[] data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            var kept = Math.Clamp(Bits - (i * 8), 0, 8);
            data[i] &= (byte)(0xff << (8 - kept));
        }

        return data;
    }
}
