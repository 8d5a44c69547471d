using System.Security.Cryptography;
using System.Text;
using Lepton.Api;

namespace Lepton.Operator.Emission;

/// <summary>Names of emitted objects: readable, stable, unique, DNS labels (RFC 1035: a Service's name begins with a letter),
/// and within 46 characters, so that pod names (plus up to 17 characters) stay within 63.</summary>
internal static class Names
{
    private const int MaxLength = 46;
    private const int MaxAccelerator = 16;

    /// <summary><c>model-h100-spot-3fa2c1d0</c>: the Deployment and autoscaler of one placement. The hash is over the whole pool id.</summary>
    public static string Deployment(string model, string pool, string? accelerator, CapacityKind capacityType)
    {
        var type = capacityType switch { CapacityKind.Spot => "spot", CapacityKind.Reserved => "rsv", _ => "od" };
        var middle = $"{Accelerator(accelerator)}-{type}";
        var label = Label(model);
        var room = MaxLength - middle.Length - 10;
        // When the model's name had to be changed it no longer tells models apart, so the hash has to.
        return label == model && label.Length <= room
            ? $"{label}-{middle}-{Hash(pool)}"
            : $"{Cut(label, room)}-{middle}-{Hash($"{model}\n{pool}")}";
    }

    /// <summary>The Service, PodDisruptionBudget and Job of a model: the model's own name, changed with a hash only when it must be.</summary>
    public static string ForModel(string model)
    {
        var label = Label(model);
        return label == model && label.Length <= MaxLength ? label : $"{Cut(label, MaxLength - 9)}-{Hash(model)}";
    }

    /// <summary>A label value that names a placement.</summary>
    public static string Placement(string pool) => Hash(pool);

    private static string Label(string model)
    {
        var label = model.Replace('.', '-');
        return char.IsAsciiDigit(label[0]) ? $"m-{label}" : label;
    }

    private static string Accelerator(string? name)
    {
        var builder = new StringBuilder(MaxAccelerator);
        foreach (var c in (name ?? "cpu").ToLowerInvariant().Take(MaxAccelerator))
            builder.Append(char.IsAsciiLetterOrDigit(c) ? c : '-');
        return builder.ToString().Trim('-');
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length].TrimEnd('-') : text;

    private static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, 4));
}
