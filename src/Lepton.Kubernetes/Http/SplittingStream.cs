namespace Lepton.Kubernetes.Http;

/// <summary>Replaces markers in what is written, also where one is cut in two by the writer's buffer.</summary>
internal sealed class SplittingStream(Stream inner, IReadOnlyList<(byte[] Marker, byte[] Text)> replacements) : Stream
{
    private byte[] _held = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => inner.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(Replace(buffer.AsSpan(offset, count)));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(Replace(buffer.Span), cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private byte[] Replace(ReadOnlySpan<byte> written)
    {
        byte[] all = [.. _held, .. written];
        foreach (var (marker, text) in replacements)
        {
            for (var at = all.AsSpan().IndexOf(marker); at >= 0; at = all.AsSpan().IndexOf(marker))
                all = [.. all.AsSpan(0, at), .. text, .. all.AsSpan(at + marker.Length)];
        }

        var keep = replacements.Max(r => Unfinished(all, r.Marker));
        _held = all[^keep..];
        return all[..^keep];
    }

    /// <summary>How many bytes at the end may be the beginning of a marker.</summary>
    private static int Unfinished(ReadOnlySpan<byte> text, ReadOnlySpan<byte> marker)
    {
        for (var length = Math.Min(text.Length, marker.Length - 1); length > 0; length--)
        {
            if (text.EndsWith(marker[..length]))
                return length;
        }

        return 0;
    }
}
