namespace Lepton.ControllerRuntime.Tests.Clusters;

/// <summary>The test's ConfigMaps in a cluster, written and read past the line that is made to fail.</summary>
internal abstract class ChangingMaps
{
    internal const string Selector = "test=yes";

    internal abstract void Put(string name, string value);

    internal abstract void Remove(string name);

    /// <summary><c>namespace/name=value</c> of each, in order, as the server stores them.</summary>
    internal abstract IReadOnlyList<string> Truth();

    /// <summary>One random change: mostly a write, sometimes a delete, sometimes a delete and another object of the same name.</summary>
    internal void Change(Random random)
    {
        var name = $"m{random.Next(12)}";
        var kind = random.Next(6);
        if (kind < 2)
            Remove(name);
        if (kind > 0)
            Put(name, $"{random.Next()}");
    }
}
