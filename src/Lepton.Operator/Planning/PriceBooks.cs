using Lepton.Api.Providers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Planning.Pools;
using Lepton.Placement.Prices;

namespace Lepton.Operator.Planning;

/// <summary>The providers' own price books, from ConfigMaps of the hub. A book that cannot be read is reported and the last good one kept: prices never vanish
/// because of a typing mistake.</summary>
internal sealed class PriceBooks(IKubernetesClient hub, TimeProvider time)
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, Book> _books = new(StringComparer.Ordinal);
    private DateTimeOffset _read = DateTimeOffset.MinValue;
    private string _providers = "";

    /// <summary>Changes whenever a book does.</summary>
    public string Version => string.Join(',', _books.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => $"{b.Key}:{b.Value.Version}"));

    /// <summary>What is wrong with a provider's book: file, line, column; null when nothing is.</summary>
    public string? ProblemOf(string provider)
    {
        lock (_books)
            return _books.GetValueOrDefault(provider)?.Problem;
    }

    public async Task<IPoolPrices> ReadAsync(IReadOnlyList<CloudProvider> providers, CancellationToken cancellationToken)
    {
        var generations = string.Join(',', providers.Select(p => $"{p.Metadata.Name}@{p.Metadata.Generation}").Order(StringComparer.Ordinal));
        if (generations != _providers || time.GetUtcNow() - _read >= RefreshInterval)
        {
            foreach (var provider in providers)
                await RefreshAsync(provider, cancellationToken);
            lock (_books)
            {
                foreach (var gone in _books.Keys.Where(k => providers.All(p => p.Metadata.Name != k)).ToList())
                    _books.Remove(gone);
            }

            _providers = generations;
            _read = time.GetUtcNow();
        }

        lock (_books)
        {
            var current = _books.ToDictionary(b => b.Key, b => b.Value.Prices, StringComparer.Ordinal);
            return new PoolPrices(name => current.GetValueOrDefault(name));
        }
    }

    private async Task RefreshAsync(CloudProvider provider, CancellationToken cancellationToken)
    {
        var name = provider.Metadata.Name!;
        Book? next = null;
        if (provider.Spec.Pricing?.PriceBookRef is { } reference)
        {
            var where = $"ConfigMap {reference.Namespace}/{reference.Name} key {reference.Key}";
            var map = await hub.Resource<V1ConfigMap>().TryGetAsync(reference.Name, reference.Namespace, cancellationToken);
            var before = _books.GetValueOrDefault(name);
            if (map?.Data is null || !map.Data.TryGetValue(reference.Key, out var text))
                next = new Book(before?.Prices, before?.Version ?? "none", $"CloudProvider {name} spec.pricing.priceBookRef: {where} does not exist");
            else if (before?.Version == map.Metadata.ResourceVersion)
                next = before;
            else
                next = Parse(PriceBook.Parse(text, where), map.Metadata.ResourceVersion!, before);
        }

        lock (_books)
        {
            if (next is null)
                _books.Remove(name);
            else
                _books[name] = next;
        }
    }

    private static Book Parse(PriceBookParseResult parsed, string version, Book? before) => parsed.Ok
        ? new Book(parsed.Book, version, null)
        : new Book(before?.Prices ?? parsed.Book, version, string.Join("; ", parsed.Errors.Take(5)) + (parsed.Errors.Count > 5 ? $"; and {parsed.Errors.Count - 5} more" : ""));

    private sealed record Book(PriceBook? Prices, string Version, string? Problem);
}
