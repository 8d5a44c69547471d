using System.Collections.Concurrent;
using Lepton.Api.Models;

namespace Lepton.Operator.State;

/// <summary>
/// The LeptonModels as the hub's watch shows them, but never older than what we wrote ourselves: a decision that was just saved is seen at once, so that
/// it is not made twice.
/// </summary>
internal sealed class ModelStore
{
    private readonly ConcurrentDictionary<ModelKey, LeptonModel> _watched = new();
    private readonly ConcurrentDictionary<ModelKey, LeptonModel> _written = new();

    /// <summary>Raised after the store changed.</summary>
    public event Action<ModelKey>? Changed;

    public IReadOnlyList<LeptonModel> All => _watched.Keys.Select(Get).OfType<LeptonModel>().ToList();

    public LeptonModel? Get(ModelKey key)
    {
        if (!_watched.TryGetValue(key, out var watched))
            return null;
        return _written.TryGetValue(key, out var written) && written.Metadata.Uid == watched.Metadata.Uid && IsNewer(written, watched) ? written : watched;
    }

    public void Observe(LeptonModel model)
    {
        var key = KeyOf(model);
        var before = Get(key);
        if (before is not null)
            ModelWish.Carry(before, model);
        var known = before is not null && _written.TryGetValue(key, out var own) && ReferenceEquals(before, own) && before.Metadata.ResourceVersion == model.Metadata.ResourceVersion;
        _watched[key] = model;
        if (_written.TryGetValue(key, out var written) && !IsNewer(written, model))
            _written.TryRemove(new KeyValuePair<ModelKey, LeptonModel>(key, written));
        // All were told of it when it was written.
        if (!known)
            Changed?.Invoke(key);
    }

    public void Remove(ModelKey key)
    {
        _watched.TryRemove(key, out _);
        _written.TryRemove(key, out _);
        Changed?.Invoke(key);
    }

    /// <summary>Remembers what the server answered to a write of ours.</summary>
    public void Written(LeptonModel model)
    {
        var key = KeyOf(model);
        if (Get(key) is { } current)
        {
            ModelWish.Carry(current, model);
            // The watch was faster than the answer, and told all.
            if (current.Metadata.Uid == model.Metadata.Uid && current.Metadata.ResourceVersion == model.Metadata.ResourceVersion)
                return;
        }

        // Answers to two writes may come in either order.
        _written.AddOrUpdate(key, model, (_, before) => before.Metadata.Uid == model.Metadata.Uid && IsNewer(before, model) ? before : model);
        Changed?.Invoke(key);
    }

    public static ModelKey KeyOf(LeptonModel model) => new(model.Metadata.Namespace!, model.Metadata.Name!);

    /// <summary>resourceVersions of one resource are numbers that grow (KEP-5504); where a server has others, what was watched wins.</summary>
    private static bool IsNewer(LeptonModel left, LeptonModel right) =>
        ulong.TryParse(left.Metadata.ResourceVersion, out var a) && ulong.TryParse(right.Metadata.ResourceVersion, out var b) && a > b;
}
