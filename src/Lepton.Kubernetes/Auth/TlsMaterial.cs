using System.Security.Cryptography;
using Lepton.Kubernetes.Config;

namespace Lepton.Kubernetes.Auth;

/// <summary>The CAs and the client certificate of one configuration, read from its data or from files that may be replaced while we run.</summary>
internal sealed class TlsMaterial
{
    private readonly KubernetesClientConfiguration _config;

    private TlsMaterial(KubernetesClientConfiguration config)
    {
        _config = config;
        HasFiles = (config.CertificateAuthorityData is null && config.CertificateAuthorityFile is not null)
            || (config.ClientCertificateData is null && config.ClientCertificateFilePath is not null)
            || (config.ClientCertificateKeyData is null && config.ClientKeyFilePath is not null);
    }

    internal bool HasFiles { get; }

    /// <summary>Null: the system's roots.</summary>
    internal TrustedRoots? Roots { get; private set; }

    internal ClientCertificate? Certificate { get; private set; }

    private byte[]? _rootsPem;

    /// <exception cref="KubeconfigException">Something cannot be read.</exception>
    internal static TlsMaterial Load(KubernetesClientConfiguration config)
    {
        var material = new TlsMaterial(config);
        material.Refresh(out _);
        return material;
    }

    /// <summary>Reads the files again. True when anything changed. On failure nothing changes and the reason is thrown: half-written files are seen again later.</summary>
    internal bool Refresh(out bool certificateChanged)
    {
        var rootsPem = Bytes(_config.CertificateAuthorityData, _config.CertificateAuthorityFile, "certificate-authority");
        var roots = rootsPem is null ? null : Parse(() => TrustedRoots.FromPem(rootsPem), "certificate-authority");
        var certificate = LoadCertificate();
        certificateChanged = !Equals(certificate, Certificate);
        var rootsChanged = !rootsPem.AsSpan().SequenceEqual(_rootsPem);
        if (rootsChanged)
            (Roots, _rootsPem) = (roots, rootsPem);
        if (certificateChanged)
            Certificate = certificate;
        return rootsChanged || certificateChanged;
    }

    private ClientCertificate? LoadCertificate()
    {
        var certificate = Bytes(_config.ClientCertificateData, _config.ClientCertificateFilePath, "client-certificate");
        var key = Bytes(_config.ClientCertificateKeyData, _config.ClientKeyFilePath, "client-key");
        return certificate is null || key is null ? null : Parse(() => ClientCertificate.FromPem(certificate, key), "client-certificate, client-key");
    }

    private byte[]? Bytes(byte[]? data, string? file, string field)
    {
        if (data is not null || file is null)
            return data;
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException(_config.Origin, field, $"{file} cannot be read: {e.Message}", e);
        }
    }

    private T Parse<T>(Func<T> parse, string field)
    {
        try
        {
            return parse();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KubeconfigException(_config.Origin, field, $"not usable: {e.Message}", e);
        }
    }
}
