namespace Lepton.Api;

/// <summary>Regular expressions and lengths that several fields share.</summary>
internal static class Patterns
{
    /// <summary>Name of a namespaced object that becomes part of a label or DNS name.</summary>
    public const string DnsLabel = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    public const string DnsSubdomain = @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <summary>Canonical GPU names, and names users give to other devices.</summary>
    public const string Accelerator = "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";

    /// <summary>A GPU's canonical name, or the extended resource of another device.</summary>
    public const string Device = "^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$";

    /// <summary>Regions, zones, jurisdictions, compliance marks.</summary>
    public const string Word = "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";

    public const string ConfigKey = "^[-._a-zA-Z0-9]+$";

    /// <summary>An extended resource: domain/name.</summary>
    public const string ExtendedResource = @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";
}
