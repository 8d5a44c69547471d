using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>Amounts of compute resources: CPU in millicores, memory and disk in bytes, all others (GPUs) in whole units.</summary>
internal sealed class ResourceAmounts
{
    private readonly SortedDictionary<string, long> _amounts = new(StringComparer.Ordinal);

    public long this[string resource] => _amounts.GetValueOrDefault(resource);

    public IEnumerable<KeyValuePair<string, long>> All => _amounts;

    public static ResourceAmounts Read(JsonObject? json)
    {
        var amounts = new ResourceAmounts();
        if (json is null)
            return amounts;
        foreach (var (name, value) in json)
        {
            var text = value is JsonValue scalar && scalar.TryGetValue(out string? content) ? content : value?.ToJsonString();
            amounts._amounts[name] = name == "cpu" ? QuantityText.Millis(text) : QuantityText.Units(text);
        }

        return amounts;
    }

    public void Add(ResourceAmounts other, int sign = 1)
    {
        foreach (var (name, amount) in other._amounts)
            Add(name, sign * amount);
    }

    public void Add(string resource, long amount) => _amounts[resource] = this[resource] + amount;

    /// <summary>Raises each amount to at least that of <paramref name="other"/>.</summary>
    public void RaiseTo(ResourceAmounts other)
    {
        foreach (var (name, amount) in other._amounts)
            _amounts[name] = Math.Max(this[name], amount);
    }

    public void Set(string resource, long amount) => _amounts[resource] = amount;

    public ResourceAmounts Clone()
    {
        var copy = new ResourceAmounts();
        copy.Add(this);
        return copy;
    }
}
