namespace Lepton.Testing.Faults;

/// <summary>Follows the frames of an HTTP/2 stream (RFC 9113, section 4.1: nine bytes of header, the first three are the payload's length).</summary>
internal sealed class Http2Frames
{
    private readonly byte[] _header = new byte[9];
    private int _headerBytes;
    private int _payloadLeft;
    private bool _any;

    /// <summary>GOAWAY, no error, of no particular last stream: what is open may finish, what is new must go elsewhere.</summary>
    internal static ReadOnlyMemory<byte> GoAway { get; } = new byte[] { 0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0 };

    /// <summary>A frame of ours may be put in here. Never before the first one, which must be the server's settings.</summary>
    internal bool IsBetweenFrames => _any && _headerBytes == 0 && _payloadLeft == 0;

    internal void Passed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_payloadLeft > 0)
            {
                var payload = Math.Min(_payloadLeft, bytes.Length);
                _payloadLeft -= payload;
                bytes = bytes[payload..];
                continue;
            }

            var header = Math.Min(_header.Length - _headerBytes, bytes.Length);
            bytes[..header].CopyTo(_header.AsSpan(_headerBytes));
            _headerBytes += header;
            bytes = bytes[header..];
            if (_headerBytes < _header.Length)
                continue;
            _payloadLeft = (_header[0] << 16) | (_header[1] << 8) | _header[2];
            (_headerBytes, _any) = (0, true);
        }
    }
}
