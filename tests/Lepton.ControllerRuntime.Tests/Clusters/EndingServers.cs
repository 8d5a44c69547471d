namespace Lepton.ControllerRuntime.Tests.Clusters;

/// <summary>Tests that end API servers, or measure the whole process: nothing else runs at the same time, on a given server least of all.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EndingServers
{
    public const string Name = "servers that end";
}
