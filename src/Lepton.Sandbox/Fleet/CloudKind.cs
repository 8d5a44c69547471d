namespace Lepton.Sandbox.Fleet;

/// <summary>Whose cluster it is: decides how nodes are named, labelled and tainted, and which instance types are known.</summary>
public enum CloudKind
{
    AWS,
    Azure,
    GCP,

    /// <summary>Own hardware; instance types of any provider and of the fleet file.</summary>
    OnPrem,

    /// <summary>A small site; instance types of any provider and of the fleet file.</summary>
    Edge,

    /// <summary>Any other provider (neoclouds); instance types of any provider and of the fleet file.</summary>
    Other,
}

/// <summary>How the nodes of a pool are paid.</summary>
public enum NodeCapacityType
{
    OnDemand,
    Spot,
    Reserved,
}
