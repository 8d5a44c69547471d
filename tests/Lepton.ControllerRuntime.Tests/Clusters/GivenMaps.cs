using Lepton.ControllerRuntime.Tests.Informers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.Clusters;

/// <summary>ConfigMaps of a given API server, written by a client of their own that has a straight way to it.</summary>
internal sealed class GivenMaps(IKubernetesClient direct, string @namespace) : ChangingMaps
{
    private readonly IResourceClient<V1ConfigMap> _maps = direct.Resource<V1ConfigMap>();
    private IReadOnlyList<string> _truth = [];

    /// <summary>Nobody can change anything while the server is away: what is asked for then does not happen.</summary>
    internal bool IsDown { get; set; }

    internal override void Put(string name, string value)
    {
        if (!IsDown)
        {
            var map = new V1ConfigMap { Metadata = { Name = name, Namespace = @namespace, Labels = new() { ["test"] = "yes" } }, Data = new() { ["v"] = value } };
            _maps.ApplyAsync(map, new("test") { Force = true }).GetAwaiter().GetResult();
        }
    }

    internal override void Remove(string name)
    {
        if (IsDown)
            return;
        try
        {
            _maps.DeleteAsync(name, @namespace).GetAwaiter().GetResult();
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // It was not there.
        }
    }

    internal override IReadOnlyList<string> Truth()
    {
        if (!IsDown)
        {
            var list = _maps.ListAsync(@namespace, new() { LabelSelector = Selector }).GetAwaiter().GetResult();
            _truth = [.. list.Items.Select(m => $"{RecordingHandler.Name(m)}={RecordingHandler.Value(m)}").Order(StringComparer.Ordinal)];
        }

        return _truth;
    }
}
