using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lepton.Kubernetes.Auth;

/// <summary>Is this the server it should be? Right CA and right name, nothing less; the reason of a refusal is thrown, since .NET would say only that it was refused.</summary>
internal sealed class ServerCertificateCheck(TrustedRoots? roots, string host)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>The callback of SslStream.</summary>
    internal bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        // The same options serve the connection to an https proxy, which the cluster's CA says nothing about.
        var name = (sender as SslStream)?.TargetHostName ?? host;
        var isServer = string.Equals(name, host, StringComparison.OrdinalIgnoreCase);
        if (certificate is not X509Certificate2 server || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            throw new AuthenticationException($"{name} showed no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            throw new AuthenticationException($"the certificate of {name} is for other names: {Names(server)}; set tls-server-name if one of them is meant");
        if (roots is null || !isServer)
            return errors == SslPolicyErrors.None ? true : throw new AuthenticationException($"the certificate of {name} is not trusted by the system's roots: {Reasons(chain)}");
        VerifyChain(server, chain, name);
        return true;
    }

    private void VerifyChain(X509Certificate2 server, X509Chain? sent, string name)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots!.Certificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        if (!chain.Build(server) && !EndsInTrustedIntermediate(chain))
            throw new AuthenticationException($"the certificate of {name} was not issued by the cluster's certificate authority: {Reasons(chain)}");
    }

    // An intermediate may be the anchor, as in Go: the chain then lacks its root and nothing else.
    private bool EndsInTrustedIntermediate(X509Chain chain) =>
        chain.ChainStatus.All(s => s.Status == X509ChainStatusFlags.PartialChain) && roots!.Contains(chain.ChainElements[^1].Certificate);

    private static string Reasons(X509Chain? chain) => chain is { ChainStatus.Length: > 0 }
        ? string.Join("; ", chain.ChainStatus.Select(s => s.Status).Distinct())
        : "no chain";

    private static string Names(X509Certificate2 certificate)
    {
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var names = alternative is null ? [] : alternative.EnumerateDnsNames().Concat(alternative.EnumerateIPAddresses().Select(a => a.ToString())).Take(10).ToList();
        return names.Count > 0 ? string.Join(", ", names) : certificate.Subject;
    }
}
