namespace Lepton.Sandbox.Cel.Rules;

/// <summary>How much rules may cost, in cel-go's units. After Kubernetes' pkg/apis/cel/config.go and apiextensions' validation.</summary>
internal static class RuleLimits
{
    /// <summary>One evaluation of one expression.</summary>
    public const ulong PerCall = 1_000_000;

    /// <summary>All evaluations for one object.</summary>
    public const long PerObject = 10_000_000;

    /// <summary>The estimate of one rule in a CRD, times the values it is for.</summary>
    public const ulong EstimatePerRule = 10_000_000;

    /// <summary>The estimates of all rules of a version.</summary>
    public const ulong EstimatePerSchema = 100_000_000;

    /// <summary>Bytes of a message that an expression makes.</summary>
    public const int MessageSize = 5 * 1024;
}
