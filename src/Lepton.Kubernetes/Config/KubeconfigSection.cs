using System.Buffers.Text;
using System.Text;

namespace Lepton.Kubernetes.Config;

/// <summary>What cluster and user entries have in common: base64 fields, files, and messages that name the place.</summary>
internal abstract class KubeconfigSection(string path, string? fileName, KubeconfigTrust trust, string origin)
{
    protected KubeconfigTrust Trust { get; } = trust;

    protected string Origin { get; } = origin;

    protected string? FileName { get; } = fileName;

    /// <summary>Where relative paths start.</summary>
    protected string Directory => FileName is null ? Environment.CurrentDirectory : Path.GetDirectoryName(FileName)!;

    protected KubeconfigException Error(string field, string problem, Exception? inner = null) =>
        new(FileName ?? Origin, $"{path}.{field}", problem, inner);

    /// <summary>Decodes base64 PEM.</summary>
    protected byte[]? Data(string? value, string field)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(value);
        }
        catch (FormatException e)
        {
            throw Error(field, $"not base64 ({value.Length} characters found); base64 of a PEM file is expected", e);
        }

        if (!bytes.AsSpan().StartsWith("-----BEGIN "u8) && Encoding.Latin1.GetString(bytes).IndexOf("-----BEGIN ", StringComparison.Ordinal) < 0)
            throw Error(field, Base64.IsValid(bytes) ? "base64 twice; it must be encoded once" : "no PEM inside (-----BEGIN … is expected)");
        return bytes;
    }

    /// <summary>A file's full path; relative ones start at the kubeconfig.</summary>
    protected string? FilePath(string? value, string field)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        if (!Trust.AllowFiles)
            throw Error(field, "a reference to a file; a kubeconfig from memory must carry its data itself (the field's -data variant, or token)");
        var full = Path.GetFullPath(value, Directory);
        return File.Exists(full) ? full : throw Error(field, $"the file {full} does not exist");
    }
}
