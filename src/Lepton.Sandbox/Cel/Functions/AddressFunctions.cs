using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Kubernetes' IP and CIDR libraries.</summary>
internal static class AddressFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Function("ip", "string_to_ip", "string", "net.IP", args => Ip(args[0]));
        table.Function("isIP", "is_ip", "string", "bool", args => Ip(args[0]) is IpValue);
        table.Function("ip.isCanonical", "ip_is_canonical", "string", "bool", args => Ip(args[0]) is IpValue ip ? ip.ToString() == (string)args[0]! : Ip(args[0]));
        table.Method("family", "ip_family", "net.IP", "int", args => ((IpValue)args[0]!).IsV4 ? 4L : 6L);
        Test(table, "isUnspecified", "ip_is_unspecified", ip => ip.IsUnspecified);
        Test(table, "isLoopback", "ip_is_loopback", ip => ip.IsLoopback);
        Test(table, "isLinkLocalMulticast", "ip_is_link_local_multicast", ip => ip.IsLinkLocalMulticast);
        Test(table, "isLinkLocalUnicast", "ip_is_link_local_unicast", ip => ip.IsLinkLocalUnicast);
        Test(table, "isGlobalUnicast", "ip_is_global_unicast", ip => ip.IsGlobalUnicast);

        table.Function("cidr", "string_to_cidr", "string", "net.CIDR", args => Cidr(args[0]));
        table.Function("isCIDR", "is_cidr", "string", "bool", args => Cidr(args[0]) is CidrValue);
        table.Method("containsIP", "cidr_contains_ip_string", "net.CIDR, string", "bool", args => Ip(args[1]) is IpValue ip ? ((CidrValue)args[0]!).Contains(ip) : Ip(args[1]));
        table.Method("containsIP", "cidr_contains_ip_ip", "net.CIDR, net.IP", "bool", args => ((CidrValue)args[0]!).Contains((IpValue)args[1]!));
        table.Method("containsCIDR", "cidr_contains_cidr_string", "net.CIDR, string", "bool", args => Cidr(args[1]) is CidrValue cidr ? ((CidrValue)args[0]!).Contains(cidr) : Cidr(args[1]));
        table.Method("containsCIDR", "cidr_contains_cidr", "net.CIDR, net.CIDR", "bool", args => ((CidrValue)args[0]!).Contains((CidrValue)args[1]!));
        table.Method("ip", "cidr_ip", "net.CIDR", "net.IP", args => ((CidrValue)args[0]!).Address);
        table.Method("prefixLength", "cidr_prefix_length", "net.CIDR", "int", args => (long)((CidrValue)args[0]!).Bits);
        table.Method("masked", "cidr_masked", "net.CIDR", "net.CIDR", args => ((CidrValue)args[0]!).Masked);
    }

    private static void Test(FunctionTable table, string name, string id, Func<IpValue, bool> test) => table.Method(name, id, "net.IP", "bool", args => test((IpValue)args[0]!));

    private static object Ip(object? text) => IpValue.Parse((string)text!, out var problem) ?? (object)new CelError(problem);

    private static object Cidr(object? text) => CidrValue.Parse((string)text!, out var problem)
        ?? (object)new CelError($"network address parse error during conversion from string: network address parse error during conversion from string: {problem}");
}
