using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Watching;

/// <summary>Writes the events of one watch, one JSON object a line.</summary>
internal sealed class WatchStream : IAsyncDisposable
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromMinutes(1);

    private readonly ApiRequest _request;
    private readonly WatchFilter _filter;
    private readonly WatchOptions _options;
    private readonly WatchEvents _events;
    private readonly CancellationTokenSource _end;
    private bool _started;

    public WatchStream(ApiRequest request, WatchFilter filter, WatchOptions options)
    {
        _request = request;
        _filter = filter;
        _options = options;
        _events = new WatchEvents(request);
        _end = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        _end.CancelAfter(options.Timeout);
    }

    public ValueTask DisposeAsync()
    {
        _end.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends the headers, so that the client knows it is watching.</summary>
    public async Task StartAsync()
    {
        if (_started)
            return;
        _started = true;
        Responses.AddWarnings(_request);
        _request.Http.Response.StatusCode = 200;
        _request.Http.Response.ContentType = "application/json";
        await _request.Http.Response.BodyWriter.FlushAsync(_request.Aborted);
    }

    public async Task SendInitialAsync(StoreList list)
    {
        await StartAsync();
        foreach (var item in list.Items.Where(_filter.Matches))
            await WriteAsync(_events.Line(StoreEventType.Added, item, item.ResourceVersion), flush: false);
        if (_options.MarkEndOfInitial)
            await WriteAsync(_events.Bookmark(list.ResourceVersion, endOfInitial: true), flush: false);
        await _request.Http.Response.BodyWriter.FlushAsync(_request.Aborted);
    }

    public async Task SendErrorAsync(ApiStatusException error)
    {
        await StartAsync();
        var line = new JsonObject { ["type"] = "ERROR", ["object"] = error.ToStatus() };
        await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, JsonTree.Compact), flush: true);
    }

    /// <summary>Sends changes until the time is up, the client goes, or the store ends the feed.</summary>
    public async Task FollowAsync(WatchFeed feed)
    {
        await StartAsync();
        using var bookmarks = _options.Bookmarks ? new BookmarkTimer(_request.Cluster.Store, feed, _options.Timeout, BookmarkEvery) : null;
        try
        {
            while (await feed.Reader.WaitToReadAsync(_end.Token))
            {
                while (feed.Reader.TryRead(out var item))
                {
                    if (Line(item) is { } line)
                        await WriteAsync(line, flush: feed.Reader.Count == 0);
                }

                await _request.Http.Response.BodyWriter.FlushAsync(_request.Aborted);
            }
        }
        catch (OperationCanceledException) when (!_request.Aborted.IsCancellationRequested)
        {
            // timeoutSeconds is over: the stream just ends.
        }
    }

    private byte[]? Line(FeedItem item)
    {
        if (item.Change is null)
            return _events.Bookmark(item.ResourceVersion, endOfInitial: false);
        return _filter.Translate(item.Change) is var (type, shown, version) ? _events.Line(type, shown, version) : null;
    }

    private async Task WriteAsync(byte[] line, bool flush)
    {
        var writer = _request.Http.Response.BodyWriter;
        System.Buffers.BuffersExtensions.Write(writer, line);
        System.Buffers.BuffersExtensions.Write(writer, "\n"u8);
        if (flush || writer.UnflushedBytes > 1 << 15)
            await writer.FlushAsync(_request.Aborted);
    }
}
