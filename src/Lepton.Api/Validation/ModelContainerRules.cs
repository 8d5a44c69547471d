using Lepton.Api.Models;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Validation;

/// <summary>Image, environment and ports.</summary>
internal static class ModelContainerRules
{
    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        checks.That(spec.Image.Length > 0 && !spec.Image.Any(char.IsWhiteSpace) && spec.Image[^1] is not (':' or '@' or '/'), "spec.image", spec.Image, "a container image, such as vllm/vllm-openai:v0.9.1");
        checks.Unique("spec.env", spec.Env, e => e.Name, "variable");
        for (var i = 0; i < (spec.Env?.Count ?? 0); i++)
            CheckVariable(checks, $"spec.env[{i}]", spec.Env![i]);
        checks.Unique("spec.ports", spec.Ports, p => $"{p.ContainerPort}/{p.Protocol ?? "TCP"}", "port");
        checks.Unique("spec.ports", spec.Ports, p => p.Name, "port name");
        for (var i = 0; i < (spec.Ports?.Count ?? 0); i++)
            CheckPort(checks, $"spec.ports[{i}]", spec.Ports![i]);
    }

    private static void CheckVariable(Checks checks, string field, V1EnvVar variable)
    {
        checks.That(variable.Name.Length > 0 && !variable.Name.Contains('=', StringComparison.Ordinal), $"{field}.name", variable.Name, "a name without an equals sign");
        if (variable.ValueFrom is not { } from)
            return;
        checks.That(string.IsNullOrEmpty(variable.Value), $"{field}.value", variable.Value, "nothing, because valueFrom is given");
        object?[] sources = [from.FieldRef, from.ResourceFieldRef, from.ConfigMapKeyRef, from.SecretKeyRef];
        var count = sources.Count(s => s is not null) + (from.ExtensionData?.Count ?? 0);
        checks.That(count == 1, $"{field}.valueFrom", $"{count} sources", "exactly one of fieldRef, resourceFieldRef, configMapKeyRef and secretKeyRef");
    }

    private static void CheckPort(Checks checks, string field, V1ContainerPort port)
    {
        checks.Range($"{field}.containerPort", port.ContainerPort, 1, 65_535, "a port");
        checks.That(port.Protocol is null or "TCP" or "UDP" or "SCTP", $"{field}.protocol", port.Protocol, "TCP, UDP or SCTP");
        if (port.Name is not null)
            checks.That(NameChecks.IsDnsLabel(port.Name, 15) && port.Name.Any(char.IsAsciiLetterLower), $"{field}.name", port.Name, "lower case letters, digits and dashes, at most 15, with at least one letter");
    }
}
