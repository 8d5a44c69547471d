using Lepton.Sandbox.Api.Selectors;
using Lepton.Sandbox.Api.Watching;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>Watches: where they begin. How they go on is <see cref="WatchStream"/>.</summary>
internal sealed class WatchHandler
{
    public async Task WatchAsync(ApiRequest request)
    {
        var filter = new WatchFilter(request.Type, LabelSelectorParser.Parse(request.QueryText("labelSelector")),
            FieldSelector.Parse(request.QueryText("fieldSelector"), request.Type));
        var options = WatchOptions.Read(request);
        var (store, resource, @namespace) = (request.Cluster.Store, Views.StorageOf(request.Type), request.Info.Namespace);
        if (options.SendInitialEvents)
            await ResourceVersions.WaitForAsync(request, options.ResourceVersion);
        await using var stream = new WatchStream(request, filter, options);
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
        await (resumed is null ? stream.SendTooOldAsync(options.ResourceVersion, oldest) : stream.FollowAsync(resumed));
    }
}
