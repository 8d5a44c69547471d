using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lepton.Kubernetes.Config;
using Lepton.Testing.Tls;

namespace Lepton.Kubernetes.Tests.Config;

/// <summary>Whatever the bytes are, the answer is a configuration or a <see cref="KubeconfigException"/>, never anything else.</summary>
public class KubeconfigPropertyTests
{
    private static readonly byte[] Valid = Encoding.UTF8.GetBytes(ValidText());

    [Fact]
    public void AnyBytes() => Prop.ForAll<byte[]>(bytes => IsHandled(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyText() => Prop.ForAll<string?>(text => IsHandled(Encoding.UTF8.GetBytes(text ?? ""))).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyDamage()
    {
        var damage = from at in Gen.Choose(0, Valid.Length - 1)
                     from length in Gen.Choose(0, 12)
                     from bytes in Gen.ArrayOf(Gen.Elements("{}[]:,-'\"&*!|>%@#~? \n\tab019\0".Select(c => (byte)c).ToArray()))
                     select (at, length, bytes);
        Prop.ForAll(damage.ToArbitrary(), d => IsHandled([.. Valid[..d.at], .. d.bytes, .. Valid[Math.Min(Valid.Length, d.at + d.length)..]]))
            .Check(Configuration().WithMaxTest(500));
    }

    [Fact]
    public void EveryCutThroughAValidOne() => Assert.All(Enumerable.Range(0, Valid.Length), at => Assert.True(IsHandled(Valid[..at])));

    private static FsCheck.Config Configuration() => FsCheck.Config.QuickThrowOnFailure;

    private static bool IsHandled(byte[] bytes)
    {
        try
        {
            var config = KubernetesClientConfiguration.BuildConfigFromBytes(bytes);
            return config.Host.Length > 0;
        }
        catch (KubeconfigException e)
        {
            return e.Message.StartsWith("kubeconfig in memory: ", StringComparison.Ordinal);
        }
    }

    private static string ValidText()
    {
        using var authority = new TestAuthority();
        return KubeconfigTests.Minimal("token: t\n    as: a\n    as-groups: [b]", $"certificate-authority-data: {authority.PemBase64}");
    }
}
