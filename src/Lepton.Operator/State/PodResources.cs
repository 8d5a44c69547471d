namespace Lepton.Operator.State;

/// <summary>What a pod takes from its node: the sum over containers and sidecars or the largest init container, whichever is more, plus overhead
/// (the scheduler's rule, Kubernetes "Pod effective requests").</summary>
public readonly record struct PodResources(double Cpu, double MemoryGiB, IReadOnlyDictionary<string, int> Devices)
{
    private const double GiB = 1024.0 * 1024 * 1024;

    public static PodResources Of(MemberPod pod)
    {
        var total = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var container in pod.Spec.Containers)
            Add(total, container);
        // Init containers run one after the other, each beside the sidecars started before it.
        var sidecars = new Dictionary<string, double>(StringComparer.Ordinal);
        var peak = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            if (container.RestartPolicy == "Always")
                Add(sidecars, container);
            foreach (var (name, quantity) in container.Resources?.Requests ?? [])
            {
                var beside = container.RestartPolicy == "Always" ? 0 : sidecars.GetValueOrDefault(name);
                peak[name] = Math.Max(peak.GetValueOrDefault(name), quantity.ToDouble() + beside);
            }
        }

        foreach (var (name, value) in sidecars)
            total[name] = total.GetValueOrDefault(name) + value;
        foreach (var (name, value) in peak)
            total[name] = Math.Max(total.GetValueOrDefault(name), value);
        foreach (var (name, quantity) in pod.Spec.Overhead ?? [])
            total[name] = total.GetValueOrDefault(name) + quantity.ToDouble();

        return new PodResources(total.GetValueOrDefault("cpu"), total.GetValueOrDefault("memory") / GiB, DevicesIn(total));
    }

    /// <summary>Equal in all numbers.</summary>
    public bool Same(PodResources other) => Cpu == other.Cpu && MemoryGiB == other.MemoryGiB && StringMaps.Same(Devices, other.Devices);

    private static Dictionary<string, int> DevicesIn(Dictionary<string, double> total)
    {
        Dictionary<string, int>? devices = null;
        foreach (var (name, value) in total)
        {
            if (name.Contains('/', StringComparison.Ordinal) && value > 0)
                (devices ??= new(1, StringComparer.Ordinal))[name] = (int)Math.Round(value);
        }

        return devices ?? NoDevices;
    }

    /// <summary>Shared by all pods without any: never changed.</summary>
    private static readonly Dictionary<string, int> NoDevices = [];

    private static void Add(Dictionary<string, double> total, MemberContainer container)
    {
        foreach (var (name, quantity) in container.Resources?.Requests ?? [])
            total[name] = total.GetValueOrDefault(name) + quantity.ToDouble();
    }
}
