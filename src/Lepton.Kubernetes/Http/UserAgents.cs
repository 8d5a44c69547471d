using System.Reflection;
using System.Runtime.InteropServices;

namespace Lepton.Kubernetes.Http;

/// <summary>Who we say we are: <c>program/version (os/architecture)</c>, in Go's words for both.</summary>
public static class UserAgents
{
    /// <summary>The running program's.</summary>
    public static string OfProcess { get; } = For(Assembly.GetEntryAssembly()?.GetName().Name ?? "lepton-kubernetes");

    /// <summary>The same for a program of another name.</summary>
    public static string For(string program)
    {
        var version = typeof(UserAgents).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        var plus = version.IndexOf('+');
        return $"{program.ToLowerInvariant()}/{(plus < 0 ? version : version[..plus])} ({Os}/{Architecture})";
    }

    private static string Os => OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
