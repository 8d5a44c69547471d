namespace Lepton.Kubernetes.Models;

/// <summary>One metric to scale by; the property of the same name as the type is set.</summary>
public sealed class V2MetricSpec : ExtensibleObject
{
    /// <summary>Resource, ContainerResource, Pods, Object or External.</summary>
    public string Type { get; set; } = "";
    public V2ResourceMetricSource? Resource { get; set; }
    public V2ContainerResourceMetricSource? ContainerResource { get; set; }
    public V2PodsMetricSource? Pods { get; set; }
    public V2ObjectMetricSource? Object { get; set; }
    public V2ExternalMetricSource? External { get; set; }
}

/// <summary>CPU or memory of the pods.</summary>
public sealed class V2ResourceMetricSource : ExtensibleObject
{
    public string Name { get; set; } = "";
    public V2MetricTarget? Target { get; set; }
}

/// <summary>CPU or memory of one container.</summary>
public sealed class V2ContainerResourceMetricSource : ExtensibleObject
{
    public string Name { get; set; } = "";
    public string Container { get; set; } = "";
    public V2MetricTarget? Target { get; set; }
}

/// <summary>A metric each pod has.</summary>
public sealed class V2PodsMetricSource : ExtensibleObject
{
    public V2MetricIdentifier? Metric { get; set; }
    public V2MetricTarget? Target { get; set; }
}

/// <summary>A metric of another object.</summary>
public sealed class V2ObjectMetricSource : ExtensibleObject
{
    public V2CrossVersionObjectReference? DescribedObject { get; set; }
    public V2MetricIdentifier? Metric { get; set; }
    public V2MetricTarget? Target { get; set; }
}

/// <summary>A metric from outside the cluster.</summary>
public sealed class V2ExternalMetricSource : ExtensibleObject
{
    public V2MetricIdentifier? Metric { get; set; }
    public V2MetricTarget? Target { get; set; }
}

/// <summary>A metric's name and which of its series.</summary>
public sealed class V2MetricIdentifier : ExtensibleObject
{
    public string Name { get; set; } = "";
    public V1LabelSelector? Selector { get; set; }
}

/// <summary>The value to hold.</summary>
public sealed class V2MetricTarget : ExtensibleObject
{
    /// <summary>Utilization, Value or AverageValue.</summary>
    public string Type { get; set; } = "";

    /// <summary>Percent of the request.</summary>
    public int? AverageUtilization { get; set; }
    public Quantity? AverageValue { get; set; }
    public Quantity? Value { get; set; }
}

/// <summary>The last value read of one metric.</summary>
public sealed class V2MetricStatus : ExtensibleObject
{
    public string Type { get; set; } = "";
}
