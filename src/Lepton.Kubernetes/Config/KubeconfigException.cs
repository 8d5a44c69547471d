namespace Lepton.Kubernetes.Config;

/// <summary>A kubeconfig that cannot be used: the message names the file, the field, what was found and what would be right.</summary>
public sealed class KubeconfigException : Exception
{
    public KubeconfigException(string origin, string? field, string problem, Exception? inner = null)
        : base(field is null ? $"kubeconfig {origin}: {problem}" : $"kubeconfig {origin}: {field}: {problem}", inner)
    {
        Origin = origin;
        Field = field;
    }

    /// <summary>The file, or what the caller called the bytes.</summary>
    public string Origin { get; }

    /// <summary>Such as <c>users[name=admin].user.exec.command</c>; null when the whole text is at fault.</summary>
    public string? Field { get; }
}
