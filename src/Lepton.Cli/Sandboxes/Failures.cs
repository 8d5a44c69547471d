using Lepton.Cli.Manifests;
using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Sandboxes;

/// <summary>How the commands with a sandbox end other than well.</summary>
internal static class Failures
{
    /// <summary>Exit status of a command that was interrupted before its work was done, as shells have it for SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>True for what may go wrong at run time and speaks for itself: a message is enough, without a stack trace.</summary>
    public static bool SpeaksForItself(Exception error) => error is TimeoutException or KubernetesApiException or ManifestException or HttpRequestException or IOException
        or UnauthorizedAccessException or InvalidOperationException or System.ComponentModel.Win32Exception or FleetFileException;
}
