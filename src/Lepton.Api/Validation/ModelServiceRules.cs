using Lepton.Api.Models;

namespace Lepton.Api.Validation;

/// <summary>The Service in member clusters.</summary>
internal static class ModelServiceRules
{
    public static void Check(Checks checks, LeptonModelSpec spec)
    {
        if (spec.Service is not { } service || spec.Workload == WorkloadKind.Training)
            return;
        checks.That(service.Ports is { Count: > 0 } || spec.Ports is { Count: > 0 }, "spec.service.ports", null, "ports here or in spec.ports: a Service needs at least one");
        checks.Unique("spec.service.ports", service.Ports, p => $"{p.Port}", "port");
        checks.Unique("spec.service.ports", service.Ports, p => p.Name, "port name");
        for (var i = 0; i < (service.Ports?.Count ?? 0); i++)
        {
            var port = service.Ports![i];
            checks.Range($"spec.service.ports[{i}].port", port.Port, 1, 65_535, "a port");
            checks.That(service.Ports.Count == 1 || port.Name is not null, $"spec.service.ports[{i}].name", null, "a name, because there are several ports");
            if (port.TargetPort is { } target)
                ModelProbeRules.CheckTarget(checks, $"spec.service.ports[{i}].targetPort", target, spec);
        }
    }
}
