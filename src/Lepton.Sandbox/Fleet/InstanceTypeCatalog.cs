using System.Globalization;

namespace Lepton.Sandbox.Fleet;

/// <summary>The instance types a fleet can be built of. The built-in table is derived from the public price lists the price book comes from.</summary>
public sealed class InstanceTypeCatalog
{
    private static readonly Lazy<InstanceTypeCatalog> BuiltInCatalog = new(static () => new InstanceTypeCatalog(Parse(EmbeddedText.Read("instance-types.csv"))));

    private readonly Dictionary<(string Provider, string Name), InstanceType> _byProvider = [];
    private readonly Dictionary<string, InstanceType> _byName = new(StringComparer.Ordinal);

    public InstanceTypeCatalog(IEnumerable<InstanceType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        foreach (var type in types)
        {
            _byProvider[(type.Provider, type.Name)] = type;
            _byName[type.Name] = type;
        }
    }

    public static InstanceTypeCatalog BuiltIn => BuiltInCatalog.Value;

    public IEnumerable<InstanceType> All => _byProvider.Values;

    /// <summary>This table with a fleet's own types on top.</summary>
    public InstanceTypeCatalog With(IReadOnlyList<InstanceType> own)
    {
        ArgumentNullException.ThrowIfNull(own);
        return own.Count == 0 ? this : new InstanceTypeCatalog(All.Concat(own));
    }

    /// <summary>The type of that name a cluster of <paramref name="cloud"/> can have: the three clouds only their own, others any.</summary>
    public InstanceType? Find(CloudKind cloud, string name)
    {
        if (cloud is CloudKind.AWS or CloudKind.Azure or CloudKind.GCP && _byProvider.TryGetValue((cloud.ToString(), name), out var own))
            return own;
        return _byName.TryGetValue(name, out var any) && IsOffered(cloud, any) ? any : null;
    }

    /// <summary>Names a cluster of <paramref name="cloud"/> may use.</summary>
    public IEnumerable<string> Names(CloudKind cloud) => _byProvider.Values.Where(type => IsOffered(cloud, type)).Select(static type => type.Name);

    private static bool IsOffered(CloudKind cloud, InstanceType type) => cloud switch
    {
        CloudKind.AWS or CloudKind.Azure or CloudKind.GCP => string.Equals(type.Provider, cloud.ToString(), StringComparison.Ordinal) || type.Provider.Length == 0,
        _ => true,
    };

    private static IEnumerable<InstanceType> Parse(string csv)
    {
        foreach (var line in csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1))
        {
            var cells = line.Split(',');
            yield return new InstanceType(cells[0], cells[1], cells[2], Integer(cells[3]), Integer(cells[4]), Integer(cells[5]), decimal.Parse(cells[6], CultureInfo.InvariantCulture));
        }
    }

    private static int Integer(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);
}
