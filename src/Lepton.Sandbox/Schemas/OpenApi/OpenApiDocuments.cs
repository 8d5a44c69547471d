using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Schemas.OpenApi;

/// <summary>A finished document and the hash clients cache it by.</summary>
internal sealed record OpenApiDocument(byte[] Json, string Hash)
{
    public static OpenApiDocument Of(JsonObject document)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(document, JsonTree.Compact);
        return new OpenApiDocument(json, Convert.ToHexString(SHA512.HashData(json)));
    }
}

/// <summary>
/// The documents of one cluster, made when first asked for. Those of built-in groups are the same for all clusters of the process; those with custom
/// resources are made anew when a CRD changes.
/// </summary>
internal sealed class OpenApiDocuments
{
    private static readonly ConcurrentDictionary<string, Lazy<OpenApiDocument>> Builtin = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Path, int Generation), OpenApiDocument> _custom = new();

    /// <summary>The paths of all documents, with their hashes.</summary>
    public IEnumerable<(string Path, string Hash)> Index(ResourceCatalog.Snapshot catalog) =>
        Paths(catalog).Order(StringComparer.Ordinal).Select(path => (path, V3(catalog, path)!.Hash));

    /// <param name="path"><c>api/v1</c>, <c>apis/apps/v1</c> …</param>
    /// <returns>Null when no resource is served there.</returns>
    public OpenApiDocument? V3(ResourceCatalog.Snapshot catalog, string path)
    {
        var types = catalog.All.Where(type => PathOf(type) == path).ToArray();
        if (types.Length == 0)
            return null;
        if (!Array.Exists(types, type => type.IsCustom))
            return Builtin.GetOrAdd(path, _ => new Lazy<OpenApiDocument>(() => OpenApiDocument.Of(DocumentBuilder.V3(types)))).Value;
        return Cached(path, catalog.Generation, () => DocumentBuilder.V3(types));
    }

    public OpenApiDocument V2(ResourceCatalog.Snapshot catalog) => Cached("v2", catalog.Generation, () => DocumentBuilder.V2(catalog.All));

    private OpenApiDocument Cached(string path, int generation, Func<JsonObject> build)
    {
        foreach (var old in _custom.Keys.Where(key => key.Path == path && key.Generation != generation))
            _custom.TryRemove(old, out _);
        return _custom.GetOrAdd((path, generation), _ => OpenApiDocument.Of(build()));
    }

    private static IEnumerable<string> Paths(ResourceCatalog.Snapshot catalog) => catalog.All.Select(PathOf).Distinct();

    private static string PathOf(ResourceType type) => type.Group.Length == 0 ? $"api/{type.Version}" : $"apis/{type.Group}/{type.Version}";
}
