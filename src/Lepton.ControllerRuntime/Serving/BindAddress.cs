using System.Globalization;
using System.Net;

namespace Lepton.ControllerRuntime.Serving;

/// <summary>Where a server listens: <c>:8080</c>, <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>; port 0 is any free one; <c>0</c> alone is nowhere.</summary>
/// <param name="Address">Null: on all addresses.</param>
/// <param name="Port">The port; null: nowhere.</param>
public sealed record BindAddress(IPAddress? Address, int? Port)
{
    public static BindAddress Disabled { get; } = new(null, null);

    public bool IsDisabled => Port is null;

    /// <exception cref="FormatException">The text is none of the forms.</exception>
    public static BindAddress Parse(string text)
    {
        if (text == "0")
            return Disabled;
        var colon = text.LastIndexOf(':');
        if (colon >= 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535)
        {
            var host = text[..colon];
            if (host.Length == 0)
                return new(null, port);
            if (host == "localhost")
                return new(IPAddress.Loopback, port);
            // An IPv6 address without brackets would take its last group for the port.
            var isBracketed = host.StartsWith('[') && host.EndsWith(']');
            if ((isBracketed || !host.Contains(':', StringComparison.Ordinal)) && IPAddress.TryParse(host.Trim('[', ']'), out var address))
                return new(address, port);
        }

        throw new FormatException($"\"{text}\" is no bind address: \":8080\", \"127.0.0.1:8080\", \"[::1]:8080\" or \"0\" (disabled) would be right.");
    }

    public override string ToString() => Port is null ? "0" : Address is null ? $":{Port}" : new IPEndPoint(Address, Port.Value).ToString();
}
