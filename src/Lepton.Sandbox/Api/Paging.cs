using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Selectors;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api;

/// <summary>One page of a list.</summary>
/// <param name="Remaining">How many objects come after it; null where a selector makes that unknown, or nothing is left.</param>
internal sealed record ListPage(List<StoredObject> Items, long ResourceVersion, ContinueToken? Continue, int? Remaining)
{
    public JsonObject Metadata(bool custom)
    {
        var metadata = new JsonObject();
        if (!custom)
            metadata["resourceVersion"] = ResourceVersion.ToString();
        if (Continue is not null || custom)
            metadata["continue"] = Continue?.Encode() ?? "";
        if (Remaining is not null)
            metadata["remainingItemCount"] = Remaining;
        if (custom)
            metadata["resourceVersion"] = ResourceVersion.ToString();
        return metadata;
    }
}

/// <summary>Cuts lists into pages. All pages show the state of the first one.</summary>
internal static class Paging
{
    /// <exception cref="ApiStatusException">410: the state asked for is forgotten.</exception>
    public static ListPage Page(ApiRequest request, ListOptions options, LabelSelector labels, FieldSelector fields)
    {
        var list = Load(request, options);
        var prefix = string.IsNullOrEmpty(request.Info.Namespace) ? "" : request.Info.Namespace + "/";
        var start = options.Continue is { } token ? prefix + token.Start : null;
        var items = new List<StoredObject>();
        var index = start is null ? 0 : list.Items.FindIndex(i => string.CompareOrdinal(i.Key, start) > 0);
        for (index = index < 0 ? list.Items.Count : index; index < list.Items.Count; index++)
        {
            var item = list.Items[index];
            if (!Matches(request, item, labels, fields))
                continue;
            if (options.Limit > 0 && items.Count == options.Limit)
                break;
            items.Add(item);
        }

        var left = list.Items.Count - index;
        if (left == 0)
            return new ListPage(items, list.ResourceVersion, null, null);
        return new ListPage(items, list.ResourceVersion, new ContinueToken(list.ResourceVersion, items[^1].Key[prefix.Length..]), labels.IsEmpty && fields.IsEmpty ? left : null);
    }

    private static bool Matches(ApiRequest request, StoredObject item, LabelSelector labels, FieldSelector fields) =>
        labels.Matches(item.Value) && (fields.IsEmpty || fields.Matches(Views.Show(request.Type, item)));

    private static StoreList Load(ApiRequest request, ListOptions options)
    {
        var (store, resource, @namespace) = (request.Cluster.Store, Views.StorageOf(request.Type), request.Info.Namespace);
        var exact = options.Continue is { ResourceVersion: > 0 } token ? token.ResourceVersion : options.Exact;
        if (exact is not { } version)
            return store.List(resource, @namespace);
        return store.ListAt(resource, @namespace, version) ?? throw Expired(options);
    }

    private static ApiStatusException Expired(ListOptions options)
    {
        if (options.Continue is not { } token)
            return new ApiStatusException(410, "Expired", "The resourceVersion for the provided list is too old.");
        const string Why = "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the "
            + "continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that "
            + "were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";
        return new ApiStatusException(410, "Expired", Why) { Metadata = new JsonObject { ["continue"] = token.Inconsistent().Encode() } };
    }
}
