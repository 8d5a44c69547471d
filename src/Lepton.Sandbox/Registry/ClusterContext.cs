using Lepton.Sandbox.Discovery;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>What everything that serves one cluster shares.</summary>
internal sealed class ClusterContext(string name, TimeProvider time, int seed, ISchemaFactory schemas, HistoryOptions? history = null, ServerVersion? version = null)
{
    public string Name { get; } = name;

    public TimeProvider Time { get; } = time;

    public ClusterStore Store { get; } = new(history);

    public ISchemaFactory Schemas { get; } = schemas;

    public ServerVersion Version { get; } = version ?? ServerVersion.Parse(ServerVersion.Newest);

    public ResourceCatalog Catalog { get; } = new(BuiltinResources.Create(schemas, (version ?? ServerVersion.Parse(ServerVersion.Newest)).Minor));

    public Identities Ids { get; } = new(seed);

    public Admission.WebhookClient Webhooks { get; } = new();

    /// <summary>Now, in whole seconds as the API writes times.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();

    public string Timestamp() => Timestamp(Now);

    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
