using Lepton.Sandbox.FieldManagement.Sets;

namespace Lepton.Sandbox.FieldManagement.Managers;

/// <summary>Keeps the number of Update entries small: the oldest beyond ten become one, <c>ancient-changes</c>, for each version.</summary>
internal static class UpdaterCap
{
    public const int Limit = 10;
    private const string Bucket = "ancient-changes";

    public static void Apply(ManagedState state)
    {
        var updaters = state.Owners.Where(owner => !owner.Key.Applies)
            .OrderBy(owner => owner.Value.Time ?? "", StringComparer.Ordinal)
            .ThenBy(owner => owner.Key.Manager, StringComparer.Ordinal)
            .ToArray();
        var count = updaters.Length;
        var firsts = new Dictionary<string, ManagerKey>(StringComparer.Ordinal);
        for (var i = 0; i < updaters.Length && count > Limit; i++)
        {
            var (key, ownership) = updaters[i];
            if (firsts.TryAdd(ownership.ApiVersion, key))
                continue;
            var bucket = ManagerKey.Updater(Bucket, ownership.ApiVersion, null);
            var first = firsts[ownership.ApiVersion];
            var gathered = state.Of(bucket)?.Fields ?? state.Of(first)?.Fields ?? new FieldSet();
            state.Remove(first);
            state.Remove(key);
            state.Set(bucket, new Ownership(gathered.Union(ownership.Fields), ownership.ApiVersion, ownership.Time));
            count--;
        }
    }
}
