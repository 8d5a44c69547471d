using Lepton.Api.Accelerators;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Validation;

/// <summary>CPU, memory and other resources of a replica.</summary>
internal static class ModelResourceRules
{
    /// <summary>More than any machine of a cloud has: a sign that another unit was meant.</summary>
    private const long MostCpu = 2048;

    private const long LeastMemory = 1L << 20;

    private const long MostMemory = 64L << 40;

    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        CheckAmounts(checks, "spec.resources.requests", spec.Resources?.Requests);
        CheckAmounts(checks, "spec.resources.limits", spec.Resources?.Limits);
        foreach (var (name, request) in spec.Resources?.Requests ?? [])
        {
            if (spec.Resources!.Limits?.TryGetValue(name, out var limit) == true)
                checks.That(request <= limit, $"spec.resources.requests[{name}]", request.ToString(), $"at most its limit, which is {limit}");
        }
    }

    private static void CheckAmounts(Checks checks, string field, Dictionary<string, Quantity>? amounts)
    {
        foreach (var (name, amount) in amounts ?? [])
        {
            var path = $"{field}[{name}]";
            checks.That(amount.Sign >= 0, path, amount.ToString(), "an amount of zero or more");
            if (AcceleratorCatalog.ResourceNames.Contains(name))
                checks.Add(path, amount.ToString(), "nothing: GPUs are asked for by spec.accelerators, which also says of which types");
            else if (name == "cpu")
                checks.That(amount <= Quantity.Of(MostCpu), path, amount.ToString(), $"at most {MostCpu} cores; thousandths are written as 4000m");
            else if (name == "memory")
                checks.That(amount.IsZero || amount.Sign < 0 || (amount >= Quantity.Of(LeastMemory) && amount <= Quantity.Of(MostMemory)), path, amount.ToString(), "from 1Mi to 64Ti; a number alone is bytes, gibibytes are written as 16Gi");
        }
    }
}
