using System.Security.Cryptography;
using System.Text;

namespace Lepton.Operator.Emission;

/// <summary>Names of emitted objects: readable, stable, unique and within 52 characters, so that pod names (plus 11 to 17 characters) stay within 63.</summary>
internal static class Names
{
    private const int MaxLength = 46;

    /// <summary><c>model-h100-spot-3fa2c1</c>: the Deployment of one placement. The hash is over the whole pool id.</summary>
    public static string Deployment(string model, string pool, string? accelerator, string capacityType)
    {
        var type = capacityType switch { "Spot" => "spot", "Reserved" => "rsv", _ => "od" };
        return WithSuffix(model, $"{Sanitize(accelerator ?? "cpu")}-{type}-{Hash(pool)}");
    }

    /// <summary>The Service, PodDisruptionBudget, Job of a model: the model's own name, shortened with a hash only when it must be.</summary>
    public static string ForModel(string model) => model.Length <= MaxLength ? model : WithSuffix(model, Hash(model));

    /// <summary>A label value that names a placement.</summary>
    public static string Placement(string pool) => Hash(pool);

    private static string WithSuffix(string model, string suffix)
    {
        var room = MaxLength - suffix.Length - 1;
        var head = model.Length > room ? model[..room].TrimEnd('-', '.') : model;
        return $"{head}-{suffix}";
    }

    private static string Sanitize(string value)
    {
        var builder = new StringBuilder(value.Length);
        foreach (var c in value.ToLowerInvariant())
            builder.Append(char.IsAsciiLetterOrDigit(c) ? c : '-');
        return builder.ToString().Trim('-');
    }

    private static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..6];
}
