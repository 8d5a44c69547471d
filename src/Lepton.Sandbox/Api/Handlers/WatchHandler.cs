using Lepton.Sandbox.Api.Selectors;
using Lepton.Sandbox.Api.Watching;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>Watches: where they begin. How they go on is <see cref="WatchStream"/>.</summary>
internal sealed class WatchHandler
{
    public async Task WatchAsync(ApiRequest request)
    {
        var filter = new WatchFilter(request.Type, LabelSelectorParser.Parse(request.QueryText("labelSelector")),
            FieldSelector.Parse(request.Info.WatchedName.Length > 0 ? $"metadata.name={request.Info.WatchedName}" : request.QueryText("fieldSelector"), request.Type));
        var options = WatchOptions.Read(request);
        await using var stream = new WatchStream(request, filter, options);
        if (options.SendInitialEvents && await TooNewAsync(request, options) is { } error)
        {
            await stream.SendErrorAsync(error);
            return;
        }

        try
        {
            await FollowAsync(request, options, stream);
        }
        catch (ApiStatusException e)
        {
            // An object that cannot be shown in this version ends the watch.
            await stream.SendErrorAsync(e);
        }
    }

    private static async Task FollowAsync(ApiRequest request, WatchOptions options, WatchStream stream)
    {
        var (store, resource, @namespace) = (request.Cluster.Store, Views.StorageOf(request.Type), request.Info.Namespace);
        if (options.FromNow || options.SendInitialEvents)
        {
            var (list, feed) = store.ListAndWatch(resource, @namespace);
            using (feed)
            {
                if (options.SkipInitial)
                    await stream.StartAsync();
                else
                    await stream.SendInitialAsync(list);
                await stream.FollowAsync(feed);
            }

            return;
        }

        using var resumed = store.WatchFrom(resource, @namespace, options.ResourceVersion, out var oldest);
        await (resumed is null ? stream.SendErrorAsync(new ApiStatusException(410, "Expired", $"too old resource version: {options.ResourceVersion} ({oldest})")) : stream.FollowAsync(resumed));
    }

    private static async Task<ApiStatusException?> TooNewAsync(ApiRequest request, WatchOptions options)
    {
        try
        {
            await ResourceVersions.WaitForAsync(request, options.ResourceVersion);
            return null;
        }
        catch (ApiStatusException e)
        {
            return e;
        }
    }
}
