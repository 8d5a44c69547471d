namespace Lepton.Sandbox.Fleet;

/// <summary>From the <c>scenario</c> of a fleet file to its definition.</summary>
internal sealed class ScenarioReader(IReadOnlyList<ClusterDefinition> members)
{
    private const double Year = 24 * 366;

    public ScenarioDefinition Read(YamlSection section)
    {
        var scenario = new ScenarioDefinition
        {
            Load = section.Sections("load").Select(ReadLoad).ToList(),
            Prices = section.Sections("prices").Select(ReadPrice).ToList(),
            Faults = section.Sections("faults").Select(ReadFault).ToList(),
            Chance = section.Section("chance") is { } chance ? ReadChance(chance) : new ChanceDefinition(),
        };
        section.RefuseUnknownKeys();
        return scenario;
    }

    private static LoadDefinition ReadLoad(YamlSection section)
    {
        var load = new LoadDefinition(section.Required("model"))
        {
            Base = section.RequiredAmount("base"),
            Peak = section.RequiredAmount("peak"),
            PeakHour = section.Amount("peakHour", 14, 0, 24),
            Weekend = section.Amount("weekend", 1, 0, 10),
            Noise = section.Amount("noise", 0.05, 0, 1),
            UnitsPerRequest = section.Amount("unitsPerRequest", 500, 1e-6),
            SloSeconds = section.Amount("sloSeconds", 2, 0, 86_400),
            Headroom = section.Amount("headroom", 0.25, 0, 10),
        };
        if (load.Model.Length > 0 && load.Model.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
            section.Error(section.Node("model")!, section.Child("model"), $"found {load.Model}; expected namespace/name");
        if (load.Peak < load.Base && section.Node("peak") is { } peak)
            section.Error(peak, section.Child("peak"), FormattableString.Invariant($"found {load.Peak}; expected at least base, which is {load.Base}"));
        section.RefuseUnknownKeys();
        return load;
    }

    private PriceEvent ReadPrice(YamlSection section)
    {
        var provider = section.Text("provider") ?? "";
        var known = members.Select(static member => member.ProviderObject).Distinct(StringComparer.Ordinal).ToList();
        if (provider.Length > 0 && !known.Contains(provider, StringComparer.Ordinal))
            section.Error(section.Node("provider")!, section.Child("provider"), $"no member belongs to \"{provider}\"{YamlSection.Hint(provider, known)}");
        var price = new PriceEvent(section.RequiredAmount("atHours", 0, Year), section.RequiredAmount("factor", 0.001, 1000), provider, section.Text("region") ?? "", section.Text("accelerator") ?? "")
        {
            CapacityType = section.Text("capacityType") is null ? null : section.Choice("capacityType", NodeCapacityType.Spot),
            ForHours = section.OptionalAmount("forHours", 0, Year),
        };
        section.RefuseUnknownKeys();
        return price;
    }

    private FaultEvent ReadFault(YamlSection section)
    {
        var fault = new FaultEvent(section.RequiredAmount("atHours", 0, Year), section.Choice("kind", FaultKind.ClusterDown), section.Required("cluster"))
        {
            ForHours = section.OptionalAmount("forHours", 0, Year),
            Pool = section.Text("pool") ?? "",
            Node = section.Count("node", 0),
            Gpus = section.Count("gpus", 1),
            Pods = section.Text("pods") ?? "",
        };
        if (section.Node("kind") is null)
            section.Required("kind");
        if (FaultRules.Problem(fault, members) is { } problem)
            section.Error(section.Node(problem.Field) ?? section.Node("cluster") ?? section.Node("kind")!, section.Child(problem.Field), problem.Message);
        section.RefuseUnknownKeys();
        return fault;
    }

    private static ChanceDefinition ReadChance(YamlSection section)
    {
        var usual = new ChanceDefinition();
        var chance = new ChanceDefinition
        {
            OutagesPerMonth = section.Amount("outagesPerMonth", usual.OutagesPerMonth, 0, 1000),
            OutageMinutes = section.Amount("outageMinutes", usual.OutageMinutes, 0.1, 100_000),
            PartitionShare = section.Amount("partitionShare", usual.PartitionShare, 0, 1),
            NodeLossesPerMonth = section.Amount("nodeLossesPerMonth", usual.NodeLossesPerMonth, 0, 1000),
            ReclaimsPerMonth = section.Amount("reclaimsPerMonth", usual.ReclaimsPerMonth, 0, 1000),
            StockOutsPerMonth = section.Amount("stockOutsPerMonth", usual.StockOutsPerMonth, 0, 1000),
            StockOutHours = section.Amount("stockOutHours", usual.StockOutHours, 0.01, 1000),
            SpotVolatility = section.Amount("spotVolatility", usual.SpotVolatility, 0, 3),
            SpotHalfLifeHours = section.Amount("spotHalfLifeHours", usual.SpotHalfLifeHours, 0.1, 10_000),
        };
        section.RefuseUnknownKeys();
        return chance;
    }
}
