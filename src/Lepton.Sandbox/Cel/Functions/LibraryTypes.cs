using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>The types that Kubernetes' libraries add.</summary>
internal static class LibraryTypes
{
    public static CelType Ip { get; } = CelType.Opaque("net.IP");

    public static CelType Cidr { get; } = CelType.Opaque("net.CIDR");

    public static CelType Url { get; } = CelType.Struct("kubernetes.URL");

    public static CelType Quantity { get; } = CelType.Struct("kubernetes.Quantity");

    public static CelType Semver { get; } = CelType.Struct("kubernetes.Semver");

    public static CelType Format { get; } = CelType.Struct("kubernetes.NamedFormat");
}
