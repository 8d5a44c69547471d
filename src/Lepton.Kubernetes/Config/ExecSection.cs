using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>Reads a user's exec plugin.</summary>
internal sealed class ExecSection(string user, ExternalExecution exec, string? fileName, KubeconfigTrust trust, string origin)
    : KubeconfigSection($"users[name={user}].user.exec", fileName, trust, origin)
{
    internal const string V1 = "client.authentication.k8s.io/v1";
    internal const string V1Beta1 = "client.authentication.k8s.io/v1beta1";

    internal ExternalExecution Resolve()
    {
        if (string.IsNullOrEmpty(exec.Command))
            throw Error("command", "missing; the program to run is expected");
        if (exec.ApiVersion is not (V1 or V1Beta1))
            throw Error("apiVersion", $"\"{exec.ApiVersion}\" found; {V1} or {V1Beta1} is expected");
        CheckInteractiveMode();
        foreach (var variable in exec.EnvironmentVariables ?? [])
        {
            if (string.IsNullOrEmpty(variable.Name))
                throw Error("env", "a variable without a name");
        }

        if (!Trust.AllowExec(exec))
            throw Error("command", $"\"{exec.Command}\" may not be run: exec plugins of a kubeconfig from memory must be on the allow-list");
        return new ExternalExecution
        {
            ApiVersion = exec.ApiVersion,
            Command = Command(),
            Arguments = exec.Arguments,
            EnvironmentVariables = exec.EnvironmentVariables,
            InstallHint = exec.InstallHint,
            ProvideClusterInfo = exec.ProvideClusterInfo,
            InteractiveMode = exec.InteractiveMode,
        };
    }

    private void CheckInteractiveMode()
    {
        if (string.IsNullOrEmpty(exec.InteractiveMode) && exec.ApiVersion == V1)
            throw Error("interactiveMode", $"missing, which {V1} does not allow; Never, IfAvailable or Always is expected");
        if (exec.InteractiveMode is not (null or "" or "Never" or "IfAvailable" or "Always"))
            throw Error("interactiveMode", $"\"{exec.InteractiveMode}\" found; Never, IfAvailable or Always is expected");
    }

    // A bare name is looked up in PATH; anything with a separator is a path, relative to the kubeconfig.
    private string Command()
    {
        var command = exec.Command!;
        if (!command.Contains('/') && !command.Contains(Path.DirectorySeparatorChar))
            return command;
        if (!Trust.AllowFiles && !Path.IsPathFullyQualified(command))
            throw Error("command", $"\"{command}\" is relative to nothing; a full path or a bare name is expected in a kubeconfig from memory");
        return Path.GetFullPath(command, Directory);
    }
}
