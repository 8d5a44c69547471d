using System.Buffers;
using System.IO.Pipelines;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Watch;

/// <summary>Takes events off a watch's stream, one JSON line each. The lines are never made into strings, and an idle watch holds no buffer.</summary>
internal sealed class WatchReader<T> : IAsyncDisposable where T : class, IKubernetesObject
{
    private static readonly StreamPipeReaderOptions Options = new(bufferSize: 16 << 10, useZeroByteReads: true);

    private readonly ApiRequest _request;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _cancelled;
    private readonly PipeReader _pipe;
    private readonly WatchEventParser<T> _parser;
    private readonly long _maxLine;
    private ReadOnlySequence<byte> _buffer;
    private bool _started;
    private bool _ended;

    /// <param name="request">For messages.</param>
    /// <param name="stream">The answer's body; disposed with the reader.</param>
    /// <param name="resource">What is watched.</param>
    /// <param name="maxLine">The largest event accepted, in bytes.</param>
    /// <param name="deadline">Ends the stream quietly.</param>
    /// <param name="cancelled">Ends a blocked read at once and throws.</param>
    internal WatchReader(ApiRequest request, Stream stream, ResourceDefinition resource, long maxLine, CancellationToken deadline, CancellationToken cancelled)
    {
        (_request, _maxLine, _cancelled) = (request, maxLine, cancelled);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(deadline, cancelled);
        _pipe = PipeReader.Create(stream, Options);
        _parser = new WatchEventParser<T>(request, resource);
    }

    /// <summary>The next event; null at the end of the stream. A connection that breaks is an end like any other: whoever watches goes on
    /// from the last resourceVersion and misses nothing.</summary>
    internal async ValueTask<WatchEvent<T>?> NextAsync()
    {
        while (true)
        {
            while (TryTakeLine(out var line))
            {
                if (!IsBlank(line))
                    return _parser.Parse(line);
            }

            if (_ended || !await FillAsync())
                return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        _stop.Dispose();
        return _pipe.CompleteAsync();
    }

    private bool TryTakeLine(out ReadOnlySequence<byte> line)
    {
        line = default;
        if (_buffer.PositionOf((byte)'\n') is not { } end)
            return false;
        line = _buffer.Slice(0, end);
        _buffer = _buffer.Slice(_buffer.GetPosition(1, end));
        return true;
    }

    private async ValueTask<bool> FillAsync()
    {
        if (_buffer.Length > _maxLine)
            throw new KubernetesResponseException($"{_request}: an event is larger than {_maxLine} bytes, the most that is accepted");
        try
        {
            if (_started)
                _pipe.AdvanceTo(_buffer.Start, _buffer.End);
            _started = true;
            var result = await _pipe.ReadAsync(_stop.Token);
            _buffer = result.Buffer;
            _ended = result.IsCompleted;
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException && !_cancelled.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.ContainsAnyExcept((byte)' ', (byte)'\r', (byte)'\t'))
                return false;
        }

        return true;
    }
}
